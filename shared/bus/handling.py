"""One event: whether its turn has come, and what its handler makes of it."""

import logging
from typing import Any, Final

from shared.bus.event import Event, EventHandlers
from shared.bus.failure import ERASED, Failed, steering
from shared.bus.incoming import Incoming, event_of
from shared.bus.ledger import Ledger
from shared.bus.rules import Rule, Verdict, decide, decide_state, settle
from shared.bus.transaction import Transaction
from shared.contracts import catalogue
from shared.contracts.upcasts import read
from shared.telemetry import courier
from shared.telemetry.metrics import MISMATCHES

log: Final = logging.getLogger(__name__)


class Handling:
    def __init__(self, service: str, event_handlers: EventHandlers) -> None:
        self._service = service
        self._event_handlers = event_handlers

    def verdict(self, ledger: Ledger, event: Incoming, *, failed: bool = False) -> Verdict:
        envelope = event.envelope
        assert envelope.sequence is not None
        if ledger.contradicts(event.topic, envelope.sequence, envelope.id):
            MISMATCHES.labels(self._service).inc()
            log.error("ledger id mismatch", extra={"topic": event.topic, "event": envelope.id})
        position, erased = ledger.position(event.topic), ledger.erased is not None
        return settle(_rule(event), position, envelope.sequence, failed=failed, erased=erased)

    async def run(self, tx: Transaction, ledger: Ledger, event: Incoming) -> None:
        """Gives the event to its handler and advances the position, or raises Failed."""
        envelope = event.envelope
        tx.cause = envelope.id
        with steering(envelope.id, envelope.type), courier.processing(event, self._service):
            if heard := self.heard(event):
                await self._event_handlers[type(heard.data)](tx, heard)
        if catalogue.erases(envelope.type):
            tx.erase(envelope.key)
        if await tx.wrote_under_erased():
            raise Failed(envelope.id, ERASED)
        self.pass_over(tx, ledger, event)

    def pass_over(self, tx: Transaction, ledger: Ledger, event: Incoming) -> None:
        """The position advances, whether or not anything was done."""
        assert event.envelope.sequence is not None
        tx.mark_applied(ledger, event.topic, event.envelope.sequence, event.envelope.id)

    def heard(self, event: Incoming) -> Event[Any] | None:
        """As a handler sees it; None if it is not assigned to this service. Raises Unreadable."""
        envelope = event.envelope
        if not catalogue.consumes(self._service, event.topic, envelope.type):
            return None
        return event_of(envelope, read(envelope.type, envelope.data))


def _rule(event: Incoming) -> Rule:
    """Erasure waits for nothing: what went before may be erased already, and then it never comes."""
    topic = catalogue.topic_named(event.topic)
    in_any_case = catalogue.erases(event.envelope.type) or (topic is not None and topic.kind == "state")
    return decide_state if in_any_case else decide
