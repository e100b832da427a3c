"""The whole story, played with telemetry on and canaries in every field; then all that is left of it."""

import asyncio
import dataclasses
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import bson
import httpx2
import psutil
import pytest
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions

from infra.demo.journey import participants as story
from infra.demo.journey import submissions
from infra.demo.journey.__main__ import STORY
from infra.demo.journey.observer import Watching
from infra.demo.journey.participants import World
from infra.embedded.ports import HOST
from shared.sealing.keys import PublicKey, encode
from shared.store import connect
from tests.harness.system.canaries import Canaries, PlantingBrowser, send_refused_requests, submission
from tests.harness.system.embedded import System, a_system
from tests.harness.system.otlp_receiver import Collector, a_collector

SERVICES = ("intake-face", "intake-desk", "referral", "notification", "statistics")

STANDARD: CodecOptions[dict[str, Any]] = CodecOptions(uuid_representation=UuidRepresentation.STANDARD)


@dataclasses.dataclass(frozen=True)
class Watched:
    folder: Path
    temporary: Path
    collector: Collector
    canaries: Canaries
    accepted: dict[str, Any]
    refusals: list[httpx2.Response]
    documents: bytes
    metrics: dict[str, str]
    console: str

    @property
    def mails(self) -> list[EmailMessage]:
        files = sorted((self.folder / "mail").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), EmailMessage, policy=policy.default) for file in files]


@asynccontextmanager
async def watched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    """Yields what is left; all processes have ended by then, so that nothing is only in memory."""
    data, temporary, canaries = folder / "data", folder / "tmp", Canaries()
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(story, "Browser", partial(PlantingBrowser, canaries))
    async with a_collector() as collector:
        monkeypatch.setenv("LOTSE_OTLP", collector.address)
        async with a_system(data) as system:
            accepted, refusals = await _play(system, canaries)
            documents, metrics = await _documents(system.embedded["mongo"]), await _metrics(system)
        yield Watched(
            data, temporary, collector, canaries, accepted, refusals, documents, metrics, "".join(system.console)
        )


async def _play(system: System, canaries: Canaries) -> tuple[dict[str, Any], list[httpx2.Response]]:
    embedded = system.embedded
    with Watching(embedded["kafka"]) as watching:
        world = World(embedded, watching, {})
        try:
            accepted = await asyncio.to_thread(world.submit, canaries["Idempotency-Key"] * 2, submission(canaries))
            refusals = await send_refused_requests(embedded["public"], embedded["tokens"]["channel"], canaries)
            for what, step in STORY:
                assert await asyncio.to_thread(step, world), what
                if step is submissions.about_prevention:
                    await asyncio.to_thread(_besides, world, canaries)
        finally:
            for browser in world.browsers.values():
                browser.close()
    secret = [accepted["receipt_code"], *(said for name, said in world.memory.items() if name.endswith("_code"))]
    canaries.planted |= dict.fromkeys(secret, "receipt code")
    canaries.planted |= {code.replace("-", ""): "receipt code without its dashes" for code in secret}
    return accepted, refusals


def _besides(world: World, canaries: Canaries) -> None:
    """Adds a call that is written down, a message on the follow page, and a submission sealed by its channel."""
    call = world.desk("/desk/contacts/new").form("Speichern")
    shown = world.staff("anna").submit(call.choose("Anlass", "Beratung"))
    message = world.follow("anonymous").form("Absenden")
    written = world.person("anonymous").submit(message)
    bearer = {"Authorization": f"Bearer {world.system['tokens']['channel']}"}
    key = httpx2.get(f"{world.system['public']}/api/intake/sealing-key", headers=bearer).json()
    box = PublicKey.from_text(key["x"]).seal(json.dumps(submission(canaries)).encode())
    world.submit(secrets.token_urlsafe(24), {"kid": key["kid"], "box": encode(box)})
    assert shown.status < 400, shown.text
    assert written.status < 400, written.text


async def _documents(uri: str) -> bytes:
    """Returns every document of every service as bytes: in its files the engine compresses large ones."""
    store = connect(uri, "admin")
    found = []
    for name in [name for name in await store.client.list_database_names() if name.startswith("lotse_")]:
        database = store.client[name]
        for collection in await database.list_collection_names():
            found += [bson.encode(row, codec_options=STANDARD) async for row in database[collection].find({})]
    await store.close()
    return b"\n".join(found)


async def _metrics(system: System) -> dict[str, str]:
    async with httpx2.AsyncClient() as http:
        ports = {name: _port(system.embedded["processes"][name]) for name in SERVICES}
        return {name: (await http.get(f"http://{HOST}:{port}/metrics")).text for name, port in ports.items()}


def _port(pid: int) -> int:
    sockets = psutil.Process(pid).net_connections("tcp")
    return next(each.laddr.port for each in sockets if each.status == psutil.CONN_LISTEN)
