"""A chunk of decoded events in one transaction; an event that fails is set aside and parked, the others flow."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.bus import parking
from shared.bus.event import Event, Hears
from shared.bus.failure import ERASED, Failed, steering
from shared.bus.ledger import Ledger
from shared.bus.rules import Rule, Verdict, decide, decide_state, settle
from shared.bus.tally import tally
from shared.bus.transaction import Transact, Tx
from shared.contracts import catalogue
from shared.contracts.envelope import Envelope
from shared.contracts.message import Message
from shared.contracts.upcasts import read
from shared.telemetry import courier
from shared.telemetry.metrics import MISMATCHES

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Incoming:
    topic: str
    envelope: Envelope
    raw: bytes

    @property
    def traceparent(self) -> str | None:
        return self.envelope.traceparent


class Applier:
    def __init__(self, transact: Transact, service: str, hears: Hears) -> None:
        self._transact = transact
        self._service = service
        self._hears = hears

    async def take(self, events: Sequence[Incoming]) -> frozenset[str]:
        """Applies, drops or parks every one of them; raises only while the store is away.

        Returns the ids of those whose handler failed in a way that nobody foresaw.
        """
        aside: dict[str, str] = {}
        unexpected: set[str] = set()

        async def work(tx: Tx) -> list[Verdict]:
            ledgers = await tx.ledgers({event.envelope.key for event in events})
            return [
                await self._settle(tx, ledgers[event.envelope.key], event, aside.get(event.envelope.id))
                for event in events
            ]

        while True:
            try:
                with courier.batch(events):
                    verdicts = await self._transact(work)
            except Failed as failed:
                aside[failed.event_id] = failed.reason
                if failed.unexpected:
                    unexpected.add(failed.event_id)
            else:
                tally(self._service, zip((event.topic for event in events), verdicts, strict=True))
                return frozenset(unexpected)

    async def _settle(self, tx: Tx, ledger: Ledger, event: Incoming, failure: str | None) -> Verdict:
        verdict = self.verdict(ledger, event, failed=failure not in (None, ERASED))
        if verdict is Verdict.APPLY and failure == ERASED:
            self.pass_over(tx, ledger, event)
        elif verdict is Verdict.APPLY:
            await self.run(tx, ledger, event)
        elif verdict is Verdict.PARK:
            reason = parking.GAP if failure in (None, ERASED) else failure
            await parking.park(tx.store, event.topic, event.envelope, event.raw, reason, tx.now, tx.session)
        return verdict

    def verdict(self, ledger: Ledger, event: Incoming, *, failed: bool = False) -> Verdict:
        envelope = event.envelope
        assert envelope.sequence is not None
        if ledger.contradicts(event.topic, envelope.sequence, envelope.id):
            MISMATCHES.labels(self._service).inc()
            log.error("ledger id mismatch", extra={"topic": event.topic, "event": envelope.id})
        position, erased = ledger.position(event.topic), ledger.erased is not None
        return settle(_rule(event), position, envelope.sequence, failed=failed, erased=erased)

    async def run(self, tx: Tx, ledger: Ledger, event: Incoming) -> None:
        """Gives the event to its handler and advances the position, or raises Failed."""
        envelope = event.envelope
        tx.cause = envelope.id
        with steering(envelope.id, envelope.type), courier.processing(event, self._service):
            await self._handle(tx, event.topic, envelope)
        if catalogue.erases(envelope.type):
            tx.erase(envelope.key)
        if await tx.wrote_under_erased():
            raise Failed(envelope.id, ERASED)
        self.pass_over(tx, ledger, event)

    def pass_over(self, tx: Tx, ledger: Ledger, event: Incoming) -> None:
        """The position advances, whether or not anything was done."""
        assert event.envelope.sequence is not None
        tx.advance(ledger, event.topic, event.envelope.sequence, event.envelope.id)

    async def _handle(self, tx: Tx, topic: str, envelope: Envelope) -> None:
        if catalogue.hears(self._service, topic, envelope.type):
            data = read(envelope.type, envelope.data)
            await self._hears[type(data)](tx, event_of(envelope, data))


def _rule(event: Incoming) -> Rule:
    """Erasure waits for nothing: what went before may be erased already, and then it never comes."""
    topic = catalogue.topic_named(event.topic)
    in_any_case = catalogue.erases(event.envelope.type) or (topic is not None and topic.kind == "state")
    return decide_state if in_any_case else decide


def event_of(envelope: Envelope, data: Message) -> Event[Any]:
    return Event(
        id=envelope.id,
        type=envelope.type,
        source=envelope.source,
        subject=envelope.subject,
        time=envelope.time,
        key=envelope.key,
        sequence=envelope.sequence or 0,
        cause=envelope.cause,
        data=data,
    )
