"""What the bus promises of its own transaction holds under the same faults: one row an event, numbers without a gap."""

import asyncio

import pytest

from shared.bus import Transaction, UnitOfWork
from shared.bus.write.ledger import LEDGER
from shared.bus.write.outbox import OUTBOX
from shared.bus.write.unit_of_work import EFFECTS
from shared.store import Document, PyMongoError, Store
from tests.harness.case_events import a_key, case_answered, case_opened
from tests.harness.engines.store_faults import FAULTS, Fault, Faulty
from tests.harness.eventually import PATIENCE
from tests.harness.services.case_publisher import CASES

pytestmark = pytest.mark.engines


async def said(store: Store, key: str) -> list[int]:
    """The numbers of the key's rows, which its ledger must agree with."""
    rows = await store[OUTBOX].find({"key": key}).sort("sequence", 1).to_list(None)
    ledger = await store[LEDGER].find_one({"_id": key})
    assert ledger is not None
    assert ledger["issued"] == {CASES: len(rows)}
    return [int(row["sequence"]) for row in rows]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_a_fault_between_two_events_makes_neither_a_gap_nor_a_twin(faulty: Faulty, fault: Fault) -> None:
    unit_of_work, key = UnitOfWork(faulty.store, "intake"), a_key()

    async def work(tx: Transaction) -> None:
        tx.publish(case_opened(key), key=key)
        tx.add_effect("mail", key=key, payload={})

    await unit_of_work(work)
    await fault(faulty)
    await unit_of_work(work)
    await unit_of_work(work)
    assert await said(faulty.truth, key) == [1, 2, 3]
    assert await faulty.truth[EFFECTS].count_documents({"key": key}) == 3


async def test_many_at_once_on_one_key_are_numbered_one_by_one(store: Store) -> None:
    unit_of_work, key = UnitOfWork(store, "intake"), a_key()

    async def work(tx: Transaction) -> None:
        tx.publish(case_answered(key), key=key)

    await asyncio.gather(*(unit_of_work(work) for _ in range(20)))
    assert await said(store, key) == list(range(1, 21))


@pytest.mark.parametrize("known", [True, False])
async def test_two_that_say_nothing_under_one_key_are_in_each_others_way(store: Store, known: bool) -> None:
    """One parks what waits for a number, one brings that number: if both could commit, nobody would wake what waits."""
    unit_of_work, key, meet, ran = UnitOfWork(store, "referral"), a_key(), asyncio.Barrier(2), 0

    async def touches(tx: Transaction) -> None:
        tx.lock_key(key)

    if known:
        await unit_of_work(touches)

    async def meets(tx: Transaction) -> None:
        nonlocal ran
        ran += 1
        await tx.ledgers([key])
        if ran <= 2:
            async with asyncio.timeout(PATIENCE):
                await meet.wait()

    await asyncio.gather(unit_of_work(meets), unit_of_work(meets))
    assert ran > 2


async def test_each_write_differs_from_what_was_there(store: Store) -> None:
    """An engine may take a write of what is there already for none, and then nobody is in its way."""
    unit_of_work, key, seen = UnitOfWork(store, "referral"), a_key(), list[Document | None]()

    async def touches(tx: Transaction) -> None:
        tx.lock_key(key)

    async def write() -> None:
        await unit_of_work(touches)
        seen.append(await store[LEDGER].find_one({"_id": key}))

    await write()
    await write()
    await store[LEDGER].update_one({"_id": key}, {"$unset": {"writes": 1}})
    await write()
    without_count = {"_id": key, "issued": {}, "applied": {}}
    assert seen == [without_count | {"writes": n} for n in (1, 2, 1)]


async def test_a_key_that_is_not_new_after_all_is_refused_and_keeps_its_numbers(store: Store) -> None:
    unit_of_work, key = UnitOfWork(store, "intake"), a_key()

    async def begin(tx: Transaction) -> None:
        tx.declare_new_keys(key)
        tx.publish(case_opened(key), key=key)

    await unit_of_work(begin)
    before = await store[LEDGER].find_one({"_id": key})
    with pytest.raises(PyMongoError):
        await unit_of_work(begin)
    assert await store[LEDGER].find_one({"_id": key}) == before
    assert await store[OUTBOX].count_documents({"key": key}) == 1
