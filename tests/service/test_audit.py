"""The chain in a real store: gapless under concurrency, written with the read or not at all, and verified by hand."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.audit import INDEXES, Actor, Audit, Broken
from shared.bus import INDEXES as BUS_INDEXES
from shared.bus import Transaction, UnitOfWork
from shared.sealing.keys import encode
from shared.store import Store, connect, prepare
from tests.harness.patience import as_long_as_it_lives

pytestmark = [pytest.mark.engines, pytest.mark.system]

KEY = encode(bytes(range(32)))
ANNA = Actor("anna", "counsellor")
DATABASE = "lotse_notification"


@pytest.fixture
async def store(mongo: str) -> AsyncIterator[Store]:
    store = connect(mongo, DATABASE)
    await prepare(store, {**BUS_INDEXES, **INDEXES})
    await empty(store)
    yield store
    await empty(store)
    await store.close()


async def empty(store: Store) -> None:
    for name in INDEXES:
        await store[name].delete_many({})


async def read(store: Store, *cases: str) -> None:
    async def work(tx: Transaction) -> None:
        for case in cases:
            await Audit(KEY).note(tx, ANNA, "file", case)

    await UnitOfWork(store, "notification")(work)


async def test_many_at_once_leave_no_gap_and_no_number_twice(store: Store) -> None:
    await asyncio.gather(*(read(store, f"case-{n}") for n in range(20)))

    assert (await Audit(KEY).verify(store)).number == 20
    assert sorted(await store["audit"].distinct("case")) == sorted(f"case-{n}" for n in range(20))


async def test_a_read_that_came_to_nothing_leaves_no_entry(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        await Audit(KEY).note(tx, ANNA, "file", "case")
        raise LookupError

    with pytest.raises(LookupError):
        await UnitOfWork(store, "notification")(work)
    assert await store["audit"].count_documents({}) == 0
    assert (await Audit(KEY).verify(store)).number == 0


async def test_the_command_finds_what_was_changed_taken_out_or_cut_off(
    store: Store, mongo: str, tmp_path: Path
) -> None:
    await read(store, "one", "two", "three")
    kept = tmp_path / "head.json"
    assert await verify(mongo, tmp_path, "--kept", str(kept)) == (0, "notification: 3 entries, each as it was written")
    assert json.loads(kept.read_text())["number"] == 3

    entries, heads = store["audit"], store["audit_head"]
    last = await entries.find_one({"_id": 3})
    assert last is not None

    await entries.delete_one({"_id": 3})
    assert await verify(mongo, tmp_path) == (1, broken("entry 3 is missing"))
    await heads.replace_one({"_id": "last"}, {"number": 2, "seal": (await seals(store))[1]})
    assert (await verify(mongo, tmp_path))[0] == 0, "cut off with its head, a chain looks whole to itself"
    assert await verify(mongo, tmp_path, "--kept", str(kept)) == (1, broken("entry 3 is missing"))

    await read(store, "another")
    assert await verify(mongo, tmp_path, "--kept", str(kept)) == (1, broken("entry 3 is not the one that was known"))

    await entries.update_one({"_id": 1}, {"$set": {"by": "nobody"}})
    with pytest.raises(Broken, match="entry 1 was changed"):
        await Audit(KEY).verify(store)


async def seals(store: Store) -> list[str]:
    return [entry["seal"] async for entry in store["audit"].find({}).sort("_id", 1)]


def broken(why: str) -> str:
    return f"lotse: The audit chain of notification is broken: {why}."


async def verify(mongo: str, folder: Path, *more: str) -> tuple[int, str]:
    secrets = folder / "secrets"
    secrets.mkdir(exist_ok=True)
    (secrets / "audit_key").write_text(KEY)
    told = dict.fromkeys(("PUBLIC_URL", "STAFF_URL", "PARTNER_URL"), "http://lotse.test")
    told |= {"STORE": mongo, "SECRETS": str(secrets)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.notification.commands", "audit", "verify", *more),
        env={"PATH": os.environ["PATH"], **{f"LOTSE_{name}": value for name, value in told.items()}},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with as_long_as_it_lives(process):
        said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode().strip().partition(";")[0]
