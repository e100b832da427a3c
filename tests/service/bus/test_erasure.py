"""Erased is erased: in whatever order the events of three topics come, and however often."""

import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import cycle, permutations, product
from typing import Any

import pytest

from shared.bus import Connection, Transaction, UnitOfWork
from shared.bus.consume.apply import Applier
from shared.bus.consume.decode import DecodedEvent, EventDecoder
from shared.bus.consume.retry_queue import RetryQueue
from shared.bus.repair.gaps import GAPS
from shared.bus.write.effects import EffectsWorker
from shared.bus.write.ledger import LEDGER
from shared.bus.write.outbox import OUTBOX, SENT
from shared.bus.write.unit_of_work import EFFECTS, RETRY_QUEUE
from shared.contracts.catalogue import types_consumed
from shared.contracts.intake import CaseErased, CaseReopened, ConsentAsked, SafeContactChanged
from shared.contracts.message import Message
from shared.contracts.notification import DeliverySuppressed
from shared.errors import NotFound, TryLater
from shared.store import Document, Store
from tests.harness.case_events import a_key, case_answered, case_opened, case_triaged
from tests.harness.engines.arriving import arriving
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import CASES, Speaker
from tests.harness.services.recording_service import Hearer, a_store, hearing

pytestmark = pytest.mark.engines

Script = list[DecodedEvent]


@pytest.fixture
async def store(mongo: str, store_name: str) -> AsyncIterator[Store]:
    async with a_store(mongo, store_name) as store:
        yield store


class Notes:
    """A service that keeps something of every event, asks for a mail, says something, and forgets when told to."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.unit_of_work = UnitOfWork(store, "notification")
        facts = [said for said, topic in types_consumed("notification").items() if topic.kind in ("facts", "state")]
        self.applier = Applier(self.unit_of_work, dict.fromkeys(facts, self.note) | {CaseErased: self.forget})
        self.retry = RetryQueue(self.unit_of_work, EventDecoder("notification"), self.applier.take)

    async def note(self, tx: Transaction, event: Any) -> None:
        await tx["notes"].insert_one({"_id": str(uuid.uuid4()), "key": event.key}, session=tx.session)
        tx.add_effect("mail", key=event.key, payload={})
        said = {"dispatch_id": str(uuid.uuid4()), "audience": "person", "channel": "mail", "rule": "desk_answered"}
        tx.publish(DeliverySuppressed.model_validate(said | {"case_id": event.key}), key=event.key)

    async def forget(self, tx: Transaction, event: Any) -> None:
        await tx["notes"].delete_many({"key": event.key}, session=tx.session)

    async def left(self, key: str) -> dict[str, int]:
        rows = {"notes": "key", RETRY_QUEUE: "key", EFFECTS: "key", OUTBOX: "owner"}
        return {name: n for name, field in rows.items() if (n := await self.store[name].count_documents({field: key}))}


def script(key: str) -> Script:
    """What three topics bring of one case; its number 2 on the case's topic is `erased`."""
    consent = {"handover_id": a_key(), "partner_id": a_key(), "kind": "warm", "items": ["name"], "text_version": "1"}
    return [
        _event(case_answered(key), key, 1),
        _event(CaseErased(case_id=key), key, 2),
        _event(ConsentAsked.model_validate(consent | {"case_id": key}), key, 1),
        _event(SafeContactChanged(case_id=key, reference="r"), key, 1),
    ]


def _event(said: Message, key: str, number: int) -> DecodedEvent:
    return arriving("notification", said, key, number)


def repeated(order: list[int]) -> list[list[int]]:
    """The order itself; with repetitions of all its events before, between and after."""
    twice = [event for event in order for _ in range(2)]
    return [order, order + order, twice, order[::-1] + order, [order[0], *order, order[0], *order[::-1]]]


def orders(events: int, *, every: bool) -> Iterator[list[int]]:
    """Every order, with `every` repetition or with each of them in turn."""
    for order, turn in zip(map(list, permutations(range(events))), cycle(range(5))):
        yield from repeated(order) if every else [repeated(order)[turn]]


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
async def test_whatever_the_order_nothing_stays_but_the_mark(store: Store, every: bool) -> None:
    notes, walked = Notes(store), 0
    for at_once, order in product((False, True), orders(4, every=every)):
        key = a_key()
        events = script(key)
        arriving = [events[number] for number in order]
        for chunk in [arriving] if at_once else [[event] for event in arriving]:
            assert await notes.applier.take(chunk) == frozenset()
        await notes.retry.work()
        assert await notes.left(key) == {}, (at_once, order)
        ledger = await store[LEDGER].find_one({"_id": key})
        assert ledger
        assert ledger["erased"]
        walked += 1
    assert walked == 2 * 24 * (5 if every else 1)


async def test_what_is_done_for_an_erased_case_meanwhile_comes_to_nothing(store: Store) -> None:
    notes, key = Notes(store), a_key()
    opened, erased, *_ = script(key)
    await notes.applier.take([opened])

    async def erased_meanwhile(row: Any) -> Callable[[Transaction], Any]:
        await notes.applier.take([erased])

        async def conclude(tx: Transaction) -> None:
            await tx["notes"].insert_one({"_id": "late", "key": row.key}, session=tx.session)

        return conclude

    assert await EffectsWorker(notes.unit_of_work, {"mail": erased_meanwhile}).work() == 1
    assert await notes.left(key) == {}


async def test_under_an_erased_key_nothing_is_written_any_more(store: Store) -> None:
    notes, key = Notes(store), a_key()
    await notes.applier.take(script(key)[1:2])

    async def write(tx: Transaction) -> None:
        tx.lock_key(key)
        await tx["notes"].insert_one({"_id": "late", "key": key}, session=tx.session)

    with pytest.raises(NotFound):
        await notes.unit_of_work(write)
    assert await notes.left(key) == {}


async def test_an_event_of_another_key_that_writes_under_an_erased_one_is_applied_as_nothing(store: Store) -> None:
    """A contact's event makes notification write under its case."""
    notes, case_id, other = Notes(store), a_key(), a_key()

    async def under_the_case(tx: Transaction, event: Any) -> None:
        await tx["notes"].insert_one({"_id": str(uuid.uuid4()), "key": case_id}, session=tx.session)
        tx.add_effect("mail", key=case_id, payload={})

    event_handlers = dict.fromkeys(types_consumed("notification"), under_the_case) | {CaseErased: notes.forget}
    applier = Applier(notes.unit_of_work, event_handlers)
    for chunk in ([_event(CaseErased(case_id=case_id), case_id, 7)], [_event(case_answered(other), other, 1)]):
        assert await applier.take(chunk) == frozenset()
    together = [_event(case_answered(other), other, 2), _event(CaseReopened(case_id=other), other, 3)]
    assert await applier.take(together) == frozenset()
    ledger = await store[LEDGER].find_one({"_id": other})
    assert ledger
    assert ledger["applied"][CASES]["n"] == 3
    assert await notes.left(case_id) == await notes.left(other) == {}


async def test_an_erasure_whose_handler_fails_is_parked_and_done_later(store: Store) -> None:
    notes, key = Notes(store), a_key()
    answered, erased, *_ = script(key)

    async def not_now(tx: Transaction, event: Any) -> None:
        raise TryLater

    failing = Applier(notes.unit_of_work, dict.fromkeys(types_consumed("notification"), not_now))
    await failing.take([answered, erased])
    assert await store[RETRY_QUEUE].count_documents({"key": key}) == 2
    await eventually(notes.retry.work)
    await eventually(lambda: notes.left(key), lambda left: left == {})


async def test_the_broker_lost_all_but_the_outbox_row_of_erased_answers(
    spoken: Store, kafka: Connection, speaker: Speaker, hearer: Hearer
) -> None:
    """Its numbers before are gone for good, and that is no gap."""
    key = a_key()
    await speaker.say(key, case_opened(key), case_triaged(key))

    async def erase(tx: Transaction) -> None:
        tx.erase(key)
        tx.publish(CaseErased(case_id=key), key=key)

    await speaker.unit_of_work(erase)
    (row,) = await speaker.lose(key)
    assert b'"sequence":"0000000003"' in row
    async with hearing("intake", spoken, kafka):
        ledger = await eventually(lambda: _ledger(hearer, key), lambda found: "erased" in found)
        assert ledger["applied"][CASES]["n"] == 3
        await eventually(lambda: hearer.unit_of_work.store[GAPS].count_documents({}), lambda seen: seen == 0)
        await eventually(lambda: spoken[OUTBOX].distinct("status"), lambda seen: seen == [SENT])
    assert await hearer.sequences(key) == [3]
    await speaker.send_raw(key, _event(case_opened(key), key, 1).raw)
    await speaker.send_raw(key, _event(case_triaged(key), key, 4).raw)
    other = a_key()
    await speaker.say_and_send(other, case_opened(other))
    await eventually(lambda: hearer.sequences(other), lambda seen: seen == [1])
    assert await hearer.sequences(key) == [3]


async def _ledger(hearer: Hearer, key: str) -> Document:
    return await hearer.unit_of_work.store[LEDGER].find_one({"_id": key}) or {}
