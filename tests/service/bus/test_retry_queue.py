"""What waits in the retry queue is woken by progress, found by the review, and settled on the path of every event."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from shared.bus import Protections, Transaction, UnitOfWork
from shared.bus.consume.apply import Applier
from shared.bus.consume.decode import DecodedEvent, EventDecoder
from shared.bus.consume.retry_queue import GAP, PAGE, RetryQueue
from shared.bus.write.ledger import LEDGER
from shared.bus.write.unit_of_work import EFFECTS, IMMEDIATELY, RETRY_QUEUE
from shared.clock import now
from shared.contracts.catalogue import types_consumed
from shared.contracts.intake import CaseErased
from shared.errors import Never, NotFound, TryLater
from shared.store import Document, Store
from tests.harness.case_events import a_key, case_opened, case_triaged, consent_refused
from tests.harness.engines.arriving import arriving
from tests.harness.services.recording_service import a_store

pytestmark = pytest.mark.engines

SERVICE = "referral"


class Gone(Exception):
    """What no handler raises."""


WAKE_UPS_LOST = Protections(wake_on_progress=False)


@pytest.fixture
async def store(mongo: str, store_name: str) -> AsyncIterator[Store]:
    async with a_store(mongo, store_name) as store:
        yield store


@dataclass
class Service:
    store: Store
    protections: Protections = field(default_factory=Protections)
    failing: list[Exception] = field(default_factory=list)
    too_large: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.unit_of_work = UnitOfWork(self.store, SERVICE, protections=self.protections)
        types = [message for message, topic in types_consumed(SERVICE).items() if topic.kind in ("facts", "state")]
        self.applier = Applier(self.unit_of_work, dict.fromkeys(types, self.on_event))
        self.queue = RetryQueue(self.unit_of_work, EventDecoder(SERVICE), self.applier.take)

    async def on_event(self, tx: Transaction, event: Any) -> None:
        if self.failing:
            raise self.failing.pop()
        if event.sequence in self.too_large:
            tx.add_effect("too large for the store", key=event.key, payload={"text": "x" * 17_000_000})
        row = {"_id": str(uuid.uuid4()), "key": event.key, "sequence": event.sequence}
        await tx["heard"].insert_one(row, session=tx.session)

    async def rows(self) -> list[Document]:
        return await self.store[RETRY_QUEUE].find({}).sort("sequence", 1).to_list(None)

    async def heard(self) -> list[int]:
        return [row["sequence"] async for row in self.store["heard"].find({})]

    async def a_day_passes(self) -> None:
        """What has waited since is shown to a human."""
        await self.store[RETRY_QUEUE].update_many({}, {"$set": {"since": now() - timedelta(hours=25)}})
        await self.queue.work()


def case(key: str, many: int) -> list[DecodedEvent]:
    said = [case_opened(key), *[case_triaged(key)] * (many - 1)]
    return [arriving(SERVICE, message, key, number) for number, message in enumerate(said, 1)]


async def test_a_row_whose_wake_up_was_lost_is_due_after_the_review(store: Store) -> None:
    service, (first, second) = Service(store, WAKE_UPS_LOST), case(a_key(), 2)
    await service.applier.take([second])
    await service.applier.take([first])
    assert await service.queue.work() == 0
    assert await service.queue.review() == 1
    assert await service.queue.work() == 1
    assert await service.heard() == [1, 2]
    assert await service.rows() == []


async def test_what_cannot_be_written_is_the_trouble_of_the_event_that_wrote_it(store: Store) -> None:
    """It shows only when the transaction ends, so each event of the chunk is looked at alone."""
    service, other = Service(store, too_large={2}), a_key()
    await service.applier.take([*case(a_key(), 3), *case(other, 1)])
    assert [(row["sequence"], row["reason"] == GAP) for row in await service.rows()] == [(2, False), (3, True)]
    assert sorted(await service.heard()) == [1, 1]
    service.too_large.clear()
    await store[RETRY_QUEUE].update_many({"sequence": 2}, {"$set": {"due": IMMEDIATELY}})
    while await service.queue.work():
        pass
    assert sorted(await service.heard()) == [1, 1, 2, 3]


async def test_a_row_behind_its_ledger_goes_with_the_review(store: Store) -> None:
    service, events = Service(store, WAKE_UPS_LOST), case(a_key(), 3)
    await service.applier.take(events[1:2])
    await service.applier.take(events)
    assert [row["sequence"] for row in await service.rows()] == [2]
    assert await service.queue.review() == 1
    assert await service.rows() == []
    assert await service.heard() == [1, 2, 3]


async def test_a_row_of_an_erased_key_goes_with_the_review(store: Store) -> None:
    service, key = Service(store), a_key()
    (_, second) = case(key, 2)
    await service.applier.take([second])
    row = (await service.rows())[0]
    await service.applier.take([arriving(SERVICE, CaseErased(case_id=key), key, 9)])
    await store[RETRY_QUEUE].insert_one(row)
    assert await service.queue.review() == 1
    assert await service.rows() == []


async def test_the_review_leaves_what_waits_rightly_or_for_a_time_alone(store: Store) -> None:
    key, other = a_key(), a_key()
    service = Service(store)
    service.failing.append(TryLater())
    await service.applier.take([case(key, 1)[0], case(other, 3)[2]])
    before = await service.rows()
    assert await service.queue.review() == 0
    assert await service.rows() == before


async def test_what_a_human_was_asked_about_is_tried_when_its_gap_is_healed(store: Store) -> None:
    """Nothing is wrong with it: it waited for a day behind a gap. Its first failure is no reason to ask again."""
    service, (first, second, third) = Service(store), case(a_key(), 3)
    await service.applier.take([second, third])
    await service.a_day_passes()
    assert [row["human"] for row in await service.rows()] == [True, True]
    await service.applier.take([first])
    assert await service.queue.review() == 2
    service.failing.append(TryLater())
    await service.queue.work()
    assert [(row["human"], row["tries"]) for row in await service.rows()] == [(False, 1), (False, 0)]
    await store[RETRY_QUEUE].update_many({"tries": 1}, {"$set": {"due": IMMEDIATELY}})
    await service.queue.work()
    await service.queue.work()
    assert await service.heard() == [1, 2, 3]
    assert await service.rows() == []


async def test_what_a_human_was_asked_about_goes_when_it_was_applied_meanwhile(store: Store) -> None:
    service, events = Service(store), case(a_key(), 2)
    service.failing.append(Never())
    await service.applier.take(events[:1])
    assert [row["human"] for row in await service.rows()] == [True]
    await service.applier.take(events)
    assert await service.queue.review() == 1
    assert await service.rows() == []
    assert await service.heard() == [1, 2]


@pytest.mark.parametrize("failure", [Never(), TryLater()], ids=["never", "for a day in vain"])
async def test_what_failed_stays_with_the_human_and_so_does_what_waits_behind_it(
    store: Store, failure: Exception
) -> None:
    service = Service(store)
    service.failing += [failure, failure]
    await service.applier.take(case(a_key(), 2))
    await service.a_day_passes()
    outside = (await service.rows())[0] | {"_id": "from outside", "sequence": None, "sender": "a channel"}
    await store[RETRY_QUEUE].insert_one(outside)
    before = await service.rows()
    assert [row["human"] for row in before] == [True] * 3
    assert await service.queue.review() == 0
    assert await service.rows() == before


async def test_no_human_is_asked_about_what_is_due_and_was_not_tried_yet(store: Store) -> None:
    """The worker takes a hundred rows at once; the others come next, however long they had waited for their turn."""
    service, (_, second) = Service(store), case(a_key(), 2)
    await service.applier.take([second])
    await store[RETRY_QUEUE].update_many({}, {"$set": {"due": IMMEDIATELY}})

    async def not_yet(_: list[DecodedEvent]) -> None: ...

    service.queue = RetryQueue(service.unit_of_work, EventDecoder(SERVICE), not_yet)
    await service.a_day_passes()
    assert [row["human"] for row in await service.rows()] == [False]


async def test_a_review_looks_at_a_page_and_the_next_one_goes_on_behind_it(store: Store) -> None:
    service, (first, second) = Service(store, WAKE_UPS_LOST), case(a_key(), 2)
    await service.applier.take([second])
    await service.applier.take([first])
    row = (await service.rows())[0]
    await store[RETRY_QUEUE].insert_many([row | {"_id": f"a{n:05}", "key": f"a{n:05}"} for n in range(PAGE)])
    assert [await service.queue.review() for _ in range(3)] == [0, 1, 0]
    await store[RETRY_QUEUE].update_one({"_id": "a00000"}, {"$set": {"sequence": 1}})
    assert [await service.queue.review() for _ in range(2)] == [0, 1]


async def test_progress_during_a_failing_try_is_not_forgotten(store: Store) -> None:
    """Otherwise what another consumer applied meanwhile would stay for as long as the tries are apart."""
    service, key = Service(store), a_key()
    service.failing.append(TryLater())
    await service.applier.take(case(key, 1))
    await store[RETRY_QUEUE].update_many({}, {"$set": {"due": now() - timedelta(seconds=1), "tries": 6}})
    consent = arriving(SERVICE, consent_refused(key), key, 1)
    handle = service.on_event

    async def progress_meanwhile(tx: Transaction, event: Any) -> None:
        service.applier = Applier(service.unit_of_work, dict.fromkeys(types_consumed(SERVICE), handle))
        await service.applier.take([consent])
        raise TryLater

    applier = Applier(service.unit_of_work, dict.fromkeys(types_consumed(SERVICE), progress_meanwhile))
    await RetryQueue(service.unit_of_work, EventDecoder(SERVICE), applier.take).work()
    assert await service.queue.work() == 1


async def test_a_row_that_cannot_be_settled_keeps_no_other_one_waiting(store: Store) -> None:
    service, first, second = Service(store), a_key(), a_key()
    service.failing += [TryLater(), TryLater()]
    await service.applier.take([*case(first, 1), *case(second, 1)])
    await store[RETRY_QUEUE].update_many({}, {"$set": {"due": now() - timedelta(seconds=1)}})
    taken = list[str]()

    async def take(events: list[DecodedEvent]) -> None:
        taken.append(events[0].event.key)
        raise Gone

    with pytest.raises(Gone):
        await RetryQueue(service.unit_of_work, EventDecoder(SERVICE), take).work()
    assert sorted(taken) == sorted([first, second])


async def test_parking_and_progress_of_one_key_exclude_each_other(store: Store) -> None:
    """Otherwise the progress would not see the row, and nobody would wake it."""
    service, events, tries = Service(store), case(a_key(), 3), list[int]()
    await service.applier.take(events[:1])
    unit_of_work = UnitOfWork(store, SERVICE)

    class Overtaken(UnitOfWork):
        async def __call__(self, work: Any, *, cause: str | None = None) -> Any:
            async def overtaken(tx: Transaction) -> Any:
                result = await work(tx)
                tries.append(1)
                if len(tries) == 1:
                    await service.applier.take(events[1:2])
                return result

            return await unit_of_work(overtaken)

    types = dict.fromkeys(types_consumed(SERVICE), service.on_event)
    await Applier(Overtaken(store, SERVICE), types).take(events[2:])
    assert len(tries) == 2
    assert await service.heard() == [1, 2, 3]
    assert await service.rows() == []


async def test_whoever_locks_a_key_excludes_its_erasure(store: Store) -> None:
    service, key, tries = Service(store), a_key(), list[int]()
    await service.applier.take(case(key, 1))

    async def write(tx: Transaction) -> None:
        tx.lock_key(key)
        await tx.ledgers([key])
        tries.append(1)
        if len(tries) == 1:
            await service.applier.take([arriving(SERVICE, CaseErased(case_id=key), key, 2)])
        await tx[EFFECTS].insert_one({"_id": "late", "key": key}, session=tx.session)

    with pytest.raises(NotFound):
        await service.unit_of_work(write)
    assert await store[EFFECTS].find_one({"_id": "late"}) is None
    ledger = await store[LEDGER].find_one({"_id": key})
    assert ledger is not None
    assert "erased" in ledger
