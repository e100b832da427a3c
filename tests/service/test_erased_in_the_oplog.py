"""What was erased cannot be read from the engine's own log once the key pair of its time is destroyed."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from services.intake.domain.ids import CaseId
from services.intake.handlers.desk.erase import erase_case
from services.intake.store.face import DATABASE
from shared.clock import now
from shared.sealing import Keyring, KeyStore, PrivateKey, rotation, seal
from shared.sealing.folder import Folder, replace
from shared.sealing.renewal import SERVICES
from shared.sealing.rotation import INTERVAL, PAIR
from shared.secret import fixed
from shared.store import Store, connect
from tests.harness.engines import oplog
from tests.harness.patience import as_long_as_it_lives
from tests.harness.services.intake import TEAM_KEY, Place, a_face, a_place, submit
from tests.service.intake.test_erasure import SVEN, a_closed_case, period_passes

pytestmark = [pytest.mark.engines, pytest.mark.system]

WITH_KEYS: Final = ("intake", "referral")
CANARIES: Final = ("canary-text", "canary-answer", "canary-account", "canary@example.org", "canary-reference")


@pytest.fixture
async def place(mongo: str) -> AsyncIterator[Place]:
    async with a_place(mongo) as empty:
        yield empty


@pytest.fixture
async def browser(mongo: str, place: Place) -> AsyncIterator[httpx2.AsyncClient]:
    async with a_face(mongo) as opened:
        yield opened


@pytest.fixture
async def folder(tmp_path: Path, mongo: str, place: Place) -> AsyncIterator[Folder]:
    """Each process with its own keys and the addresses of its stores, which are empty."""
    made = Folder(tmp_path)
    made.create()
    for service in SERVICES:
        process = tmp_path / ("intake-desk" if service == "intake" else service)
        replace(process / PAIR, made.held(service, PAIR)[0])
        replace(process / "store", mongo)
        if service in WITH_KEYS:
            replace(process / "keys", mongo)
    public = {each: PrivateKey.from_text(made.held(each, PAIR)[0]).public.to_text() for each in SERVICES}
    replace(tmp_path / "intake-face" / "public_keys", json.dumps(public))
    await empty(mongo)
    yield made
    await empty(mongo)


async def empty(mongo: str) -> None:
    for service in SERVICES:
        store = connect(mongo, f"lotse_{service}")
        for each in (store, store.beside(f"lotse_{service}_keys")):
            for name in ("keys", "erased", "quarantine", "packages"):
                await each[name].delete_many({})
        await store.close()


def weeks_pass(folder: Folder, weeks: float = 1) -> None:
    for service in SERVICES:
        before = time.time() - 1 - weeks * INTERVAL.total_seconds()
        os.utime(folder.made(service, PAIR), (before, before))


async def rotate(folder: Folder) -> str:
    """What compose, Kubernetes and `make run` do by themselves."""
    command = (sys.executable, "-m", "shared.sealing", "rotate", str(folder.path), "all", "--when-due")
    pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=both)
    async with as_long_as_it_lives(process):
        said, _ = await process.communicate()
    assert process.returncode == 0, said
    return said.decode()


async def a_week_later(folder: Folder) -> str:
    weeks_pass(folder)
    return await rotate(folder)


def every_private_key(folder: Folder) -> Keyring:
    """Whatever private key lies anywhere among the secrets, of whomever."""
    found = {line for file in folder.path.rglob(f"{PAIR}*") for line in file.read_text().split()}
    return Keyring(fixed("\n".join(sorted(found))))


def newest_only(folder: Folder, service: str) -> Keyring:
    return Keyring(fixed(folder.held(service, PAIR)[0]))


async def by_hand(place: Place, case_id: CaseId) -> None:
    await erase_case(place.desk, SVEN, case_id)


async def by_time(place: Place, case_id: CaseId) -> None:
    await period_passes(place)
    assert await place.store["cases"].find_one({"_id": case_id}) is None


@pytest.mark.parametrize("erase", [by_hand, by_time])
async def test_messages_safe_contacts_and_hand_overs_open_for_nobody(
    place: Place, browser: httpx2.AsyncClient, mongo: str, erase: Callable[[Place, CaseId], Awaitable[None]]
) -> None:
    before = oplog.last(mongo)
    _, case_id, _ = await a_closed_case(place, browser)
    living = (await submit(browser, {"text": "canary-of-somebody-else"})).json()
    await place.settle()
    await erase(place, case_id)
    stolen = oplog.readable(oplog.entries(mongo, before), TEAM_KEY)
    assert [each for each in CANARIES if each not in stolen] == [], "the log is read as somebody would who stole it"

    newest = PrivateKey.generate()
    both = Keyring(fixed(f"{newest.to_text()}\n{TEAM_KEY.to_text()}"))
    await rotation.rewrap(place.keys, both, now())
    await rotation.reseal(place.store, both)
    later = oplog.readable(oplog.entries(mongo, before), newest)
    assert [each for each in (*CANARIES, case_id) if each in later] == []
    assert "canary-of-somebody-else" in later, "an update of the log is read as well"
    assert living["case_id"] in later


async def seal_canaries(service: str, store: Store, private: Keyring, owner: str) -> None:
    """A dead letter, and where the service has data keys what it keeps of a case."""
    public = private.public
    letter = {"_id": owner, "sealed_key": public.seal(b"k"), "sealed_value": public.seal(owner.encode())}
    await store["quarantine"].insert_one(letter)
    if service in WITH_KEYS:
        key = await KeyStore(store.beside(f"lotse_{service}_keys"), public, private).create(owner)
        content = seal(key, f"content of {owner}", purpose="package", case=owner, field="f")
        await store["packages"].insert_one({"_id": owner, "content": content})


async def erase(service: str, store: Store, private: Keyring, owner: str) -> None:
    await store["quarantine"].delete_one({"_id": owner})
    await store["packages"].delete_one({"_id": owner})
    if service in WITH_KEYS:
        await KeyStore(store.beside(f"lotse_{service}_keys"), private.public, private).erase(owner)


@pytest.mark.parametrize("service", SERVICES)
async def test_two_weeks_after_an_erasure_no_key_of_any_service_opens_it(
    service: str, folder: Folder, mongo: str
) -> None:
    """Neither as it was sealed first, nor as a renewal sealed it again before it was erased."""
    before, store, private = oplog.last(mongo), connect(mongo, f"lotse_{service}"), newest_only(folder, service)
    for owner in ("erased-at-once", "erased-later", "living"):
        await seal_canaries(service, store, private, owner)
    await erase(service, store, private, "erased-at-once")
    await a_week_later(folder)
    await erase(service, store, newest_only(folder, service), "erased-later")

    first = oplog.readable(oplog.entries(mongo, before), private)
    again = oplog.readable(oplog.entries(mongo, before), newest_only(folder, service))
    assert ("erased-at-once" in first, "erased-later" in first) == (True, True)
    assert ("erased-at-once" in again, "erased-later" in again) == (False, True)
    if service in WITH_KEYS:
        assert "content of erased-later" in again

    for _ in range(2):
        await a_week_later(folder)
    at_last = oplog.readable(oplog.entries(mongo, before), every_private_key(folder))
    assert ("erased-at-once" in at_last, "erased-later" in at_last, "living" in at_last) == (False, False, True)
    await store.close()


async def test_nothing_is_rotated_before_its_week_is_over(folder: Folder) -> None:
    before = {service: folder.held(service, PAIR) for service in SERVICES}
    weeks_pass(folder, 0.9)
    assert "not due" in await rotate(folder)
    assert {service: folder.held(service, PAIR) for service in SERVICES} == before


async def test_a_week_later_what_was_on_its_way_still_opens(folder: Folder) -> None:
    """A channel may have sealed it for the key that it fetched days ago."""
    (old,) = folder.held("intake", PAIR)
    box = PrivateKey.from_text(old).public.seal(b"on its way")
    await a_week_later(folder)
    assert Keyring(fixed("\n".join(folder.held("intake", PAIR)))).open(box) == b"on its way"
    await a_week_later(folder)
    assert old not in folder.held("intake", PAIR)


async def test_what_waits_for_a_human_is_sealed_again(folder: Folder, place: Place) -> None:
    await seal_canaries("intake", place.store, newest_only(folder, "intake"), "a letter")
    for _ in range(2):
        await a_week_later(folder)
    kept: Any = await place.store["quarantine"].find_one({})
    newest = newest_only(folder, "intake")
    assert [newest.open(kept[each]) for each in ("sealed_key", "sealed_value")] == [b"k", b"a letter"]


async def test_a_pair_that_somebody_still_seals_for_is_not_destroyed(folder: Folder, mongo: str) -> None:
    """Otherwise what comes in would open for nobody."""
    (old,) = folder.held("referral", PAIR)
    await a_week_later(folder)
    weeks_pass(folder)
    store = connect(mongo, "lotse_referral_keys")
    await KeyStore(store, PrivateKey.from_text(old).public).create("late")
    await store.close()
    assert "has not read the new one" in await rotate(folder)
    assert old in folder.held("referral", PAIR)


async def test_a_pair_is_not_destroyed_while_somebody_waits_at_the_face(folder: Folder, place: Place) -> None:
    """The desk may be away for as long as it likes: nobody is lost."""
    (old,) = folder.held("intake", PAIR)
    begins = {"wrapped_for": PrivateKey.from_text(old).public.fingerprint}
    requests = place.store.beside(DATABASE)["requests"]
    await requests.insert_one({"_id": "r", "state": "waiting", "locator": "l", "number": 0, "begins": begins})
    await a_week_later(folder)
    assert "1 requests for an old pair wait at the face" in await a_week_later(folder)
    assert old in folder.held("intake", PAIR)

    await requests.update_one({"_id": "r"}, {"$set": {"state": "taken", "begins": None}})
    await a_week_later(folder)
    assert old not in folder.held("intake", PAIR)


async def test_nothing_is_destroyed_where_nobody_said_where_the_data_keys_lie(folder: Folder) -> None:
    (old,) = folder.held("intake", PAIR)
    for name in ("store", "keys"):
        (folder.path / "intake-desk" / name).unlink()
    rotation.begin(folder, "intake")
    assert "Say in LOTSE_KEYS" in await a_week_later(folder)
    assert old in folder.held("intake", PAIR)
