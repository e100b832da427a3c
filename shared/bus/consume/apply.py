"""The one path on which an event takes effect, whether it comes live, from the retry queue, or from outside.

A chunk of events is one transaction. An event that fails is set aside and parked; the others go on.
"""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

from shared.bus.consume import dead_letters, retry_queue
from shared.bus.consume.dead_letters import CircuitBreaker, DeadLetter
from shared.bus.consume.decode import DecodedEvent, Event, EventDecoder, Record
from shared.bus.consume.rules import Verdict, decide, decide_state, settle
from shared.bus.write.ledger import Ledger
from shared.bus.write.unit_of_work import ALL_ON, Protections, Transaction, UnitOfWork
from shared.clock import Clock
from shared.contracts import catalogue
from shared.contracts.decoder import BadData
from shared.contracts.message import Message
from shared.errors import Never, TryLater
from shared.failpoint import failpoint
from shared.sealing.keyring import Sealer
from shared.store import AWAY, PyMongoError, Store, is_transient
from shared.telemetry import messaging_spans
from shared.telemetry.metrics import EVENTS, MISMATCHES

log: Final = logging.getLogger(__name__)

Handler = Callable[[Transaction, Event[Any]], Awaitable[None]]
"""Applies one event in the bus's transaction.

It may raise TryLater or Never; any other error is a bug and parks the event. It may run several times, so every command
of the store takes `tx.session`, any other I/O is an effect, and no error of the driver is caught. If it needs what
another topic has not brought yet, it raises TryLater and concludes nothing from the absence.
"""

EventHandlers = Mapping[type[Message], Handler]
"""One handler for each type that the catalogue assigns to the service."""

BatchHandler = Callable[[Transaction, Sequence[Event[Any]]], Awaitable[None]]
"""Applies events of any consumed types and keys as their handlers would one by one, and publishes nothing."""

ERASED: Final = "erased"
"""Reason of a failure: the handler wrote under a key that was erased before, so its event is applied as nothing."""

AT_MOST: Final = 500
"""Largest number of events that one transaction takes one by one, each with commands of its own."""

ALL: Final = "all of them"
"""Stands for an event's id and type where a whole chunk was given to the service."""


class Failed(Exception):
    """One event could not be applied; `reason` is a slug or the name of an exception, never its text."""

    def __init__(self, event_id: str, reason: str, *, unexpected: bool = False) -> None:
        super().__init__(reason)
        self.event_id = event_id
        self.reason = reason
        self.unexpected = unexpected


@contextmanager
def classify_errors(event_id: str, type_name: str) -> Iterator[None]:
    """Turns an error that concerns this event alone into Failed; an error that concerns the store passes unchanged."""
    try:
        yield
    except TryLater as error:
        raise Failed(event_id, "try-later") from error
    except Never as error:
        raise Failed(event_id, retry_queue.NEVER) from error
    except Exception as error:
        if isinstance(error, Failed) or is_of_the_store(error):
            raise
        raise unexpected(event_id, type_name, error) from error


def is_of_the_store(error: Exception) -> bool:
    """Whether the error concerns the store and no event: the same work may succeed when the store is back."""
    return isinstance(error, AWAY) or (isinstance(error, PyMongoError) and is_transient(error))


def unexpected(event_id: str, type_name: str, error: Exception) -> Failed:
    log.error("handler failed", extra={"type": type_name, "event": event_id})
    return Failed(event_id, type(error).__name__, unexpected=True)


class Turns(Protocol):
    """Says whether an event's turn has come, and remembers that it took effect."""

    async def verdict(self, tx: Transaction, event: DecodedEvent, failure: Failed | None) -> Verdict: ...

    async def mark(self, tx: Transaction, event: DecodedEvent) -> None: ...

    async def refuse(self, tx: Transaction, event: DecodedEvent, failure: Failed | None) -> None: ...


class BySequence:
    """Decides on events of our services, by the position that their key's ledger has on the topic."""

    def __init__(self, service: str, protections: Protections) -> None:
        self._service = service
        self._protections = protections

    async def verdict(self, tx: Transaction, event: DecodedEvent, failure: Failed | None) -> Verdict:
        ledger = tx.ledger(event.event.key)
        assert event.event.sequence is not None
        if ledger.contradicts(event.topic, event.event.sequence, event.event.id):
            MISMATCHES.labels(self._service).inc()
            log.error("ledger id mismatch", extra={"topic": event.topic, "event": event.event.id})
        failed = failure is not None and failure.reason != ERASED
        return verdict_by_sequence(ledger, event, failed=failed, on=self._protections)

    async def mark(self, tx: Transaction, event: DecodedEvent) -> None:
        assert event.event.sequence is not None
        tx.mark_applied(tx.ledger(event.event.key), event.topic, event.event.sequence, event.event.id)

    async def refuse(self, tx: Transaction, event: DecodedEvent, failure: Failed | None) -> None:
        raise AssertionError("a numbered event is applied, dropped or parked")


def verdict_by_sequence(
    ledger: Ledger, event: DecodedEvent, *, failed: bool = False, on: Protections = ALL_ON
) -> Verdict:
    """Decides on a numbered event. An erasing one waits for no event before it, which may be erased and never come."""
    assert event.event.sequence is not None
    rule = decide_state if _last_wins(event.topic, event.event.type) else decide
    verdict = rule(ledger.position(event.topic), event.event.sequence, on)
    return settle(verdict, failed=failed, erased=ledger.erased is not None)


@lru_cache(maxsize=1024)
def _last_wins(topic: str, type_name: str) -> bool:
    row = catalogue.topic_named(topic)
    return catalogue.erases(type_name) or (row is not None and row.kind == "state")


class Applier:
    """Applies events in chunks.

    With a `batch_handler` a chunk is handled as a whole, unless an event in it fails, erases, is external, has data
    that cannot be read, or comes from the retry queue. `external` decides on messages from outside; without it there
    are none.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        event_handlers: Mapping[type[Message], Callable[[Transaction, Any], Awaitable[None]]],
        batch_handler: BatchHandler | None = None,
        external: Turns | None = None,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._service = unit_of_work.service
        self._event_handlers = event_handlers
        self._batch_handler = batch_handler
        self._by_sequence = BySequence(self._service, unit_of_work.protections)
        self._external = external

    async def take(self, events: Sequence[DecodedEvent]) -> frozenset[str]:
        """Applies, drops, parks or refuses every event; returns the ids of those whose handler failed unexpectedly.

        Raises while the store is away, and for a defect of the bus.
        """
        if self._batch_handler and not any(_must_be_alone(each) for each in events):
            try:
                await self._in_one_call(self._batch_handler, events)
            except Failed as failed:
                log.warning("chunk taken apart", extra={"reason": failed.reason})
            else:
                return frozenset()
        if len(events) > AT_MOST:  # one fails or must be alone: parts without it are still handled whole
            parts = [events[start : start + AT_MOST] for start in range(0, len(events), AT_MOST)]
            return frozenset().union(*[await self.take(part) for part in parts])
        return await self._one_by_one(events)

    async def _in_one_call(self, handle: BatchHandler, events: Sequence[DecodedEvent]) -> None:
        """Gives events whose turn has come to the service in one call; raises Failed if they must be taken singly."""

        async def work(tx: Transaction) -> list[Verdict]:
            due: list[DecodedEvent] = []

            async def collect(_: Transaction, event: DecodedEvent) -> None:
                due.append(event)

            await tx.ledgers({each.event.key for each in events})
            verdicts = [await self._settle(tx, each, None, collect) for each in events]
            with messaging_spans.processing_all(due, self._service), classify_errors(ALL, ALL):
                await handle(tx, [each.event for each in due if isinstance(each.event.data, Message)])
            if await tx.wrote_under_erased():
                raise Failed(ALL, ERASED)
            return verdicts

        await self._committed(work, events)

    async def _one_by_one(self, events: Sequence[DecodedEvent]) -> frozenset[str]:
        aside: dict[str, Failed] = {}

        async def work(tx: Transaction) -> list[Verdict]:
            await tx.ledgers({each.event.key for each in events if not each.is_external})
            return [await self._settle(tx, each, aside.get(each.event.id), self._handle) for each in events]

        while True:
            try:
                await self._committed(work, events)
            except Failed as failed:
                failpoint("apply.after_failure")
                aside[failed.event_id] = failed
            except Exception as error:
                event = events[0].event
                if is_of_the_store(error) or (len(events) == 1 and event.id in aside):
                    raise
                if len(events) > 1:  # which event it comes from shows only alone
                    return frozenset().union(*[await self._one_by_one([each]) for each in events])
                aside[event.id] = unexpected(event.id, event.type, error)
            else:
                return frozenset(each.event_id for each in aside.values() if each.unexpected)

    async def _committed(
        self, work: Callable[[Transaction], Awaitable[list[Verdict]]], events: Sequence[DecodedEvent]
    ) -> None:
        """Commits `work`, then counts the verdicts; an event that goes on waiting was counted before."""
        with messaging_spans.batch(events):
            verdicts = await self._unit_of_work(work)
        outcomes = Counter(
            (event.topic, verdict)
            for event, verdict in zip(events, verdicts, strict=True)
            if not (event.row and verdict is Verdict.PARK)
        )
        for (topic, verdict), number in outcomes.items():
            EVENTS.labels(self._service, messaging_spans.unowned(topic), verdict.value).inc(number)

    async def _settle(
        self,
        tx: Transaction,
        event: DecodedEvent,
        failure: Failed | None,
        handle: Callable[[Transaction, DecodedEvent], Awaitable[None]],
    ) -> Verdict:
        turns = self._turns(event)
        verdict = await turns.verdict(tx, event, failure)
        if verdict is Verdict.PARK:
            await retry_queue.park(tx, event, failure.reason if failure else retry_queue.GAP)
            return verdict
        if verdict is Verdict.REFUSE:
            await turns.refuse(tx, event, failure)
        elif verdict is Verdict.APPLY:
            if failure is None and not (event.row and event.row.get("discarded")):
                await handle(tx, event)
            await turns.mark(tx, event)
        if event.row is not None:
            await retry_queue.remove(tx, event.row)
        return verdict

    def _turns(self, event: DecodedEvent) -> Turns:
        if not event.is_external:
            return self._by_sequence
        assert self._external is not None, "this service consumes nothing from outside"
        return self._external

    async def _handle(self, tx: Transaction, event: DecodedEvent) -> None:
        """Handles the event, or raises Failed. A type that this release does not assign counts as applied, for good."""
        cloud = event.event
        tx.cause = event.cause
        with classify_errors(cloud.id, cloud.type), self._span(event):
            if isinstance(cloud.data, BadData):
                raise Failed(cloud.id, cloud.data.reason)
            if cloud.data is not None:
                await self._event_handlers[type(cloud.data)](tx, cloud)
        if catalogue.erases(cloud.type):
            tx.erase(cloud.key)
        if await tx.wrote_under_erased():
            raise Failed(cloud.id, ERASED)

    def _span(self, event: DecodedEvent) -> AbstractContextManager[None]:
        if event.is_external:
            return messaging_spans.from_outside(event.topic, self._service)
        return messaging_spans.processing(event, self._service)


@dataclass(frozen=True)
class Inbox:
    """Takes batches of our services' records before their offsets are committed."""

    store: Store
    decoder: EventDecoder
    applier: Applier
    breaker: CircuitBreaker
    public: Sealer
    clock: Clock

    async def take(self, records: Sequence[Record]) -> frozenset[str]:
        """Keeps dead letters, applies, drops or parks events; returns the stopped topics, of which nothing is taken."""
        stopped = await self.breaker.open_topics()
        decoded = [self.decoder.numbered(record) for record in records if record.topic not in stopped]
        letters = [each for each in decoded if isinstance(each, DeadLetter)]
        events = [each for each in decoded if isinstance(each, DecodedEvent)]
        if letters:
            log.error("dead letters", extra={"records": len(letters), "topic": letters[0].topic})
            await dead_letters.keep(self.store, letters, self.public, self.clock())
            failpoint("inbound.after_quarantine")
        unexpected = await self.applier.take(events) if events else frozenset()
        bad_keys: dict[str, list[str | None]] = {}
        for each in decoded:
            bad_keys.setdefault(each.topic, []).append(_bad_key(each, unexpected))
        for topic, keys in bad_keys.items():
            await self.breaker.note(topic, keys)
        return stopped


def _bad_key(settled: DecodedEvent | DeadLetter, unexpected: frozenset[str]) -> str | None:
    if isinstance(settled, DeadLetter):
        return settled.key.hex()
    return settled.event.key if settled.event.id in unexpected else None


def _must_be_alone(event: DecodedEvent) -> bool:
    return (
        event.is_external or event.row is not None or _erases(event.event.type) or isinstance(event.event.data, BadData)
    )


_erases = lru_cache(maxsize=1024)(catalogue.erases)
