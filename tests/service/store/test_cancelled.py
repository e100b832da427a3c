"""Who is cancelled in the middle of a transaction waits for its end: no call of the driver outlives it."""

import asyncio

import pytest

from shared.store import Session, connect, transaction
from tests.harness.eventually import comes

pytestmark = pytest.mark.engines


async def test_a_cancelled_transaction_ends_before_its_caller_goes_on(mongo: str, store_name: str) -> None:
    store, begun, go_on = connect(mongo, store_name), asyncio.Event(), asyncio.Event()

    async def work(session: Session) -> None:
        await store["rows"].insert_one({"_id": "first"}, session=session)
        begun.set()
        await go_on.wait()
        await store["rows"].insert_one({"_id": "second"}, session=session)

    caller = asyncio.create_task(transaction(store, work))
    await comes(begun, caller)
    caller.cancel()
    assert await asyncio.wait([caller], timeout=0.1) == (set(), {caller})
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert sorted(await store["rows"].distinct("_id")) == ["first", "second"]
    await store.close()


async def test_a_transaction_that_fails_after_the_cancellation_leaves_nothing(mongo: str, store_name: str) -> None:
    store, begun, go_on = connect(mongo, store_name), asyncio.Event(), asyncio.Event()

    async def work(session: Session) -> None:
        await store["rows"].insert_one({"_id": "first"}, session=session)
        begun.set()
        await go_on.wait()
        raise LookupError

    caller = asyncio.create_task(transaction(store, work))
    await comes(begun, caller)
    caller.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await store["rows"].count_documents({}) == 0
    await store.close()
