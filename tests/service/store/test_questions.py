"""The test of the test: a question without an index is seen, one with an index is not."""

from collections.abc import AsyncIterator

import pytest

from shared.store import Index, Store, prepare
from tests.harness.engines.store_queries import Asked, watched
from tests.harness.services.recording_service import a_bare_store

pytestmark = pytest.mark.engines


@pytest.fixture
async def store(mongo: str, store_name: str) -> AsyncIterator[Store]:
    async with a_bare_store(watched(mongo), store_name) as store:
        await prepare(store, {"stops": [Index(("since",))]})
        await store["stops"].insert_many([{"since": number} for number in range(10)])
        yield store


async def test_a_question_without_an_index_is_seen_whatever_its_kind(store: Store, asked: Asked) -> None:
    stops = store["stops"]
    asked.new()
    await stops.find({"reason": 1}).to_list(None)
    await stops.find({}).sort("reason", 1).to_list(None)
    await stops.count_documents({"reason": 1})
    await stops.distinct("reason", {"reason": 1})
    await stops.update_many({"reason": 1}, {"$set": {"seen": True}})
    await stops.delete_many({"reason": 1})
    await store.aggregate("stops", [{"$match": {"reason": 1}}])
    seen = [question for question in asked.new() if question.walks_through_all]
    assert len(seen) == 7
    assert {question.examined for question in seen} == {10}


async def test_a_question_with_an_index_is_not(store: Store, all_asked: Asked) -> None:
    stops = store["stops"]
    all_asked.new()
    await stops.find({"since": 1}).to_list(None)
    await stops.find({}).sort("_id", 1).to_list(None)
    await stops.count_documents({"since": 1})
    await stops.update_many({"since": 1}, {"$set": {"seen": True}})
    seen = all_asked.new()
    assert len(seen) == 4
    assert not [question for question in seen if question.walks_through_all]
