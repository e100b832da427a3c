"""The loop of a transaction: one outcome, known, and exactly one document of it."""

import asyncio

import pytest

from shared.store import AWAY, DuplicateKeyError, Session, Store, transaction
from tests.harness.engines.store_faults import FAULTS, WRITE_CONFLICT, Fault, Faulty
from tests.harness.eventually import comes

pytestmark = pytest.mark.engines

CASES = "cases"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_exactly_one_document_whatever_fails(faulty: Faulty, fault: Fault) -> None:
    async def work(session: Session) -> str:
        await faulty.store[CASES].insert_one({"kept": True}, session=session)
        return "done"

    await fault(faulty)
    assert await transaction(faulty.store, work) == "done"
    assert await faulty.truth[CASES].count_documents({}) == 1


async def test_a_lost_reply_of_the_commit_does_not_run_the_work_again(faulty: Faulty) -> None:
    runs = 0

    async def work(session: Session) -> None:
        nonlocal runs
        runs += 1
        await faulty.store[CASES].insert_one({}, session=session)

    faulty.wire.cut("commitTransaction", "after", times=2)
    await transaction(faulty.store, work)
    assert runs == 1
    assert len(faulty.wire.commands("commitTransaction")) > 1


async def test_an_error_of_the_work_leaves_nothing_and_is_not_tried_again(store: Store) -> None:
    runs = 0

    async def work(session: Session) -> None:
        nonlocal runs
        runs += 1
        await store[CASES].insert_one({"_id": "new"}, session=session)
        await store[CASES].insert_one({"_id": "there"}, session=session)

    await store[CASES].insert_one({"_id": "there"})
    with pytest.raises(DuplicateKeyError):
        await transaction(store, work)
    assert runs == 1
    assert await store[CASES].count_documents({}) == 1


async def test_two_who_read_the_same_do_not_both_write(store: Store) -> None:
    async def count_up(session: Session) -> None:
        seen = await store[CASES].find_one({"_id": "counted"}, session=session)
        assert seen is not None
        change = {"$set": {"n": seen["n"] + 1}}
        await store[CASES].update_one({"_id": "counted"}, change, session=session)

    await store[CASES].insert_one({"_id": "counted", "n": 0})
    await asyncio.gather(*(transaction(store, count_up) for _ in range(20)))
    assert await store[CASES].find_one({"_id": "counted"}) == {"_id": "counted", "n": 20}


async def test_an_end_from_outside_leaves_nothing_and_holds_nothing(store: Store) -> None:
    writing = asyncio.Event()

    async def work(session: Session) -> None:
        await store[CASES].update_one({"_id": "1"}, {"$set": {"half": True}}, upsert=True, session=session)
        writing.set()
        await asyncio.Event().wait()

    ended = asyncio.create_task(transaction(store, work, limit=0.5))
    await comes(writing, ended)
    ended.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ended
    await store[CASES].insert_one({"_id": "1"})
    assert await store[CASES].find_one({"_id": "1"}) == {"_id": "1"}


async def test_what_never_goes_through_is_away_after_the_limit(faulty: Faulty) -> None:
    async def work(session: Session) -> None:
        await faulty.store[CASES].insert_one({}, session=session)

    await faulty.fail("insert", 10_000, errorCode=WRITE_CONFLICT)
    with pytest.raises(AWAY):
        await transaction(faulty.store, work, limit=0.3)
    await faulty.fail("insert", 0)
    assert await faulty.truth[CASES].count_documents({}) == 0
