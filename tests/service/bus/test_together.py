"""A service that takes a chunk as a whole gets what it would get one by one, each event once."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from shared.bus import Event, EventHandlers, Transaction, UnitOfWork
from shared.bus.consume.apply import AT_MOST, Applier
from shared.bus.consume.decode import DecodedEvent
from shared.bus.write.unit_of_work import RETRY_QUEUE
from shared.contracts.intake import CaseAnswered, CaseErased, CaseTriaged
from shared.contracts.message import Message
from shared.store import Store
from tests.harness.case_events import a_key, case_answered, case_triaged
from tests.harness.engines.arriving import arriving
from tests.harness.services.recording_service import a_store

pytestmark = pytest.mark.engines


@dataclass
class Taker:
    troubles: set[str] = field(default_factory=set)
    calls: list[int] = field(default_factory=list)

    async def many(self, tx: Transaction, events: Sequence[Event[Any]]) -> None:
        self.calls.append(len(events))
        if self.troubles & {event.key for event in events}:
            raise RuntimeError
        rows = [{"_id": event.id, "key": event.key, "n": event.sequence} for event in events]
        await tx["heard"].insert_many(rows, session=tx.session)

    async def one(self, tx: Transaction, event: Event[Any]) -> None:
        await tx["heard"].insert_one({"_id": event.id, "key": event.key, "n": event.sequence}, session=tx.session)
        if event.key in self.troubles:
            raise RuntimeError

    def applier(self, store: Store) -> Applier:
        event_handlers: EventHandlers = {CaseTriaged: self.one, CaseAnswered: self.one, CaseErased: self.one}
        return Applier(UnitOfWork(store, "statistics"), event_handlers, self.many)


@pytest.fixture
async def store(mongo: str, store_name: str) -> AsyncIterator[Store]:
    async with a_store(mongo, store_name) as store:
        yield store


def incoming(said: Message, key: str, sequence: int) -> DecodedEvent:
    return arriving("statistics", said, key, sequence)


async def heard(store: Store) -> list[tuple[str, int]]:
    return sorted([(row["key"], row["n"]) async for row in store["heard"].find({})])


async def test_a_chunk_is_one_call_without_duplicates_and_without_what_is_ahead(store: Store) -> None:
    taker, key, other = Taker(), a_key(), a_key()
    first, second = incoming(case_triaged(key), key, 1), incoming(case_answered(key), key, 2)
    ahead = incoming(case_answered(other), other, 2)
    await taker.applier(store).take([first, first, ahead, second, first])
    assert taker.calls == [2]
    assert await heard(store) == [(key, 1), (key, 2)]
    assert await store[RETRY_QUEUE].distinct("key") == [other]


async def test_a_chunk_with_a_bad_event_is_taken_apart_and_the_others_flow(store: Store) -> None:
    bad, good = a_key(), a_key()
    taker = Taker(troubles={bad})
    chunk = [incoming(case_answered(key), key, n) for n in (1, 2) for key in (good, bad)]
    unexpected = await taker.applier(store).take(chunk)
    assert unexpected == {chunk[1].event.id}
    assert await heard(store) == [(good, 1), (good, 2)]
    assert [row["sequence"] async for row in store[RETRY_QUEUE].find({"key": bad}).sort("sequence", 1)] == [1, 2]


async def test_of_a_large_chunk_only_the_part_with_the_bad_event_is_taken_apart(store: Store) -> None:
    bad, good, keys = a_key(), a_key(), [a_key() for _ in range(AT_MOST)]
    taker = Taker(troubles={bad})
    chunk = [incoming(case_answered(key), key, 1) for key in (*keys, bad, good)]
    unexpected = await taker.applier(store).take(chunk)
    assert taker.calls == [AT_MOST + 2, AT_MOST, 2]
    assert unexpected == {chunk[AT_MOST].event.id}
    assert await heard(store) == sorted((key, 1) for key in (*keys, good))
    assert await store[RETRY_QUEUE].distinct("key") == [bad]


async def test_a_chunk_that_erases_is_taken_one_by_one(store: Store) -> None:
    taker, key = Taker(), a_key()
    chunk = [incoming(case_answered(key), key, 1), incoming(CaseErased(case_id=key), key, 2)]
    await taker.applier(store).take(chunk)
    assert taker.calls == []
    assert await heard(store) == [(key, 1), (key, 2)]
