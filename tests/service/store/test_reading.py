"""Indexes, aggregation and the change stream: the same on both drivers."""

import asyncio

import pytest

from shared.store import Index, Store, prepare
from tests.harness.eventually import PATIENCE

pytestmark = pytest.mark.engines

WANTED = {
    "cases": [
        Index(("state", "-opened_at")),
        Index(("reference",), unique=True, where={"state": "open"}),
        Index(("erase_after",), expires=0),
    ],
    "plain": [],
}


async def test_prepare_makes_what_is_missing_and_may_run_again(store: Store) -> None:
    await prepare(store, WANTED)
    await prepare(store, WANTED)
    made = list((await store["cases"].index_information()).values())
    keys = [dict(index["key"]) for index in made]
    assert keys == [{"_id": 1}, {"state": 1, "opened_at": -1}, {"reference": 1}, {"erase_after": 1}]
    assert (made[2]["unique"], made[2]["partialFilterExpression"]) == (True, {"state": "open"})
    assert made[3]["expireAfterSeconds"] == 0
    assert {"cases", "plain"} <= set(await store.database.list_collection_names())


async def test_aggregate_returns_all_that_is_found(store: Store) -> None:
    await store["cases"].insert_many([{"land": land} for land in ("SN", "NW", "SN")])
    counted = await store.aggregate("cases", [{"$group": {"_id": "$land", "n": {"$sum": 1}}}, {"$sort": {"_id": 1}}])
    assert counted == [{"_id": "NW", "n": 1}, {"_id": "SN", "n": 2}]


async def test_watch_tells_of_each_change_from_now_on(store: Store) -> None:
    await store["cases"].insert_one({"_id": "before"})
    async with store.watch([{"$match": {"operationType": "insert"}}]) as changes:
        await store["cases"].insert_many([{"_id": "one"}, {"_id": "two"}])
        async with asyncio.timeout(PATIENCE):
            told = [(await anext(changes))["documentKey"]["_id"] for _ in range(2)]
    assert told == ["one", "two"]
