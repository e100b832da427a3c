"""Processes of the system and of the floors that it is compared with, as deployed, with the root user's store."""

import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from infra.embedded.ports import free_ports
from infra.embedded.probes import listens
from infra.embedded.processes import Program, Running, ready, start
from services.intake.domain.token import ChannelToken, digest
from services.intake.handlers.requests.take import Requests
from services.intake.main import connect_stores, prepare_stores
from services.intake.store.face import CHANNELS, DATABASE, AtFace
from shared.bus import UnitOfWork
from shared.clock import now
from shared.sealing import PrivateKey
from shared.store import Store
from tests.harness.bench.engines import Place
from tests.harness.engines.single_node import told
from tests.harness.services.intake import AUDIT_KEY, TOKEN, desk_over
from tests.harness.staff_cookies import AT_THE_DESK, COOKIE_KEY

TEAM_KEY = PrivateKey.generate()
SERVICES = {
    "intake-face": ("services.intake.main", "face"),
    "intake-desk": ("services.intake.main", "desk"),
    "referral": ("services.referral.main",),
    "notification": ("services.notification.main",),
    "statistics": ("services.statistics.main",),
}


@asynccontextmanager
async def a_process(place: Place, name: str, words: tuple[str, ...], env: Mapping[str, str]) -> AsyncIterator[Running]:
    """Yields the process when it is ready; its port is in its program."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", *words]
    told_port = {"LOTSE_PORT_OWN": str(port)}
    running = await start(Program(name, command, place.folder / f"{name}.log", {**env, **told_port}, port=port))
    try:
        await ready(running, listens(port))
        yield running
    finally:
        await running.stop()


@asynccontextmanager
async def a_service(place: Place, name: str) -> AsyncIterator[Running]:
    async with a_process(place, name, SERVICES[name], surroundings(place, name)) as running:
        yield running


def port_of(running: Running) -> int:
    assert running.program.port is not None
    return running.program.port


def surroundings(place: Place, name: str) -> dict[str, str]:
    settings = {f"{door}_url": f"http://{door}.test" for door in ("public", "staff", "partner")}
    settings |= {"store": place.mongo.address, "keys": place.mongo.address, "issuer": "http://identity.test"}
    settings |= {"public_keys": json.dumps({each: TEAM_KEY.public.to_text() for each in ("intake", name)})}
    settings |= {"follow_key": COOKIE_KEY, "pepper": "a-pepper-for-measurements", "smtp": "127.0.0.1:9", "peers": "{}"}
    settings |= {"channel_per_minute": "1000000"}
    if name != "intake-face":
        settings |= {key: str(value) for key, value in told(place.kafka).items()}
        settings |= {"private_key": TEAM_KEY.to_text(), "audit_key": AUDIT_KEY, **AT_THE_DESK}
        settings |= {"service_token": "a-token", "link_key": COOKIE_KEY, "webhook_key": COOKIE_KEY}
    return {f"LOTSE_{key.upper()}": value for key, value in settings.items()}


async def taken_over(store: Store, keys: Store) -> None:
    """Takes over all that waits at the face, as the desk does."""
    desk = desk_over(UnitOfWork(store, "intake"), keys, TEAM_KEY)
    while await Requests(desk).work():
        pass


@asynccontextmanager
async def intake_stores(place: Place) -> AsyncIterator[tuple[Store, Store]]:
    """Yields intake's prepared store and key store, with one channel; they are dropped afterwards."""
    store, keys = connect_stores(place.mongo.address, place.mongo.address)
    face = store.beside(DATABASE)
    for each in (store, keys, face):
        await each.client.drop_database(each.database.name)
    await prepare_stores(store, keys)
    await CHANNELS.add(AtFace(face, now()), ChannelToken(id="one", name="one", digest=digest(TOKEN)))
    try:
        yield store, keys
    finally:
        for each in (store, keys, face):
            await each.client.drop_database(each.database.name)
        for each in (store, keys):
            await each.close()
