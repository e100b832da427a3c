"""A chunk of decoded events in one transaction; an event that fails is set aside and parked, the others flow."""

import logging
from collections.abc import Sequence
from typing import Final

from shared.bus import parking
from shared.bus.event import BatchHandler, EventHandlers
from shared.bus.failure import ERASED, Failed, steering
from shared.bus.handling import Handling
from shared.bus.incoming import Incoming
from shared.bus.ledger import Ledger
from shared.bus.rules import Verdict
from shared.bus.tally import tally
from shared.bus.transaction import Transaction, UnitOfWork
from shared.contracts import catalogue
from shared.telemetry import courier

log: Final = logging.getLogger(__name__)
TOGETHER: Final = "together"
"""Stands for an event's id and type where a whole chunk was given to the service."""


class Applier:
    """With `many`, the service gets a chunk as a whole, as long as nothing in it fails or erases."""

    def __init__(
        self, unit_of_work: UnitOfWork, service: str, event_handlers: EventHandlers, many: BatchHandler | None = None
    ) -> None:
        self.one = Handling(service, event_handlers)
        self._unit_of_work = unit_of_work
        self._service = service
        self._many = many

    async def take(self, events: Sequence[Incoming]) -> frozenset[str]:
        """Applies, drops or parks every one of them; raises only while the store is away.

        Returns the ids of those whose handler failed in a way that nobody foresaw.
        """
        if self._many and not any(catalogue.erases(event.envelope.type) for event in events):
            try:
                return await self._take_together(self._many, events)
            except Failed as failed:
                log.warning("chunk taken apart", extra={"reason": failed.reason})
        return await self._take_each(events)

    async def _take_together(self, many: BatchHandler, events: Sequence[Incoming]) -> frozenset[str]:
        """What is in its turn goes to the service in one call; raises Failed where each must be looked at alone."""

        async def work(tx: Transaction) -> list[Verdict]:
            ledgers = await tx.ledgers({event.envelope.key for event in events})
            verdicts = [await self._place(tx, ledgers[event.envelope.key], event) for event in events]
            due = [event for event, verdict in zip(events, verdicts, strict=True) if verdict is Verdict.APPLY]
            with courier.processing_all(due, self._service), steering(TOGETHER, TOGETHER):
                await many(tx, [heard for event in due if (heard := self.one.heard(event))])
            if await tx.wrote_under_erased():
                raise Failed(TOGETHER, ERASED)
            return verdicts

        with courier.batch(events):
            verdicts = await self._unit_of_work(work)
        tally(self._service, zip((event.topic for event in events), verdicts, strict=True))
        return frozenset()

    async def _take_each(self, events: Sequence[Incoming]) -> frozenset[str]:
        aside: dict[str, str] = {}
        unexpected: set[str] = set()

        async def work(tx: Transaction) -> list[Verdict]:
            ledgers = await tx.ledgers({event.envelope.key for event in events})
            return [
                await self._settle(tx, ledgers[event.envelope.key], event, aside.get(event.envelope.id))
                for event in events
            ]

        while True:
            try:
                with courier.batch(events):
                    verdicts = await self._unit_of_work(work)
            except Failed as failed:
                aside[failed.event_id] = failed.reason
                if failed.unexpected:
                    unexpected.add(failed.event_id)
            else:
                tally(self._service, zip((event.topic for event in events), verdicts, strict=True))
                return frozenset(unexpected)

    async def _settle(self, tx: Transaction, ledger: Ledger, event: Incoming, failure: str | None) -> Verdict:
        verdict = self.one.verdict(ledger, event, failed=failure not in (None, ERASED))
        if verdict is Verdict.APPLY and failure == ERASED:
            self.one.pass_over(tx, ledger, event)
        elif verdict is Verdict.APPLY:
            await self.one.run(tx, ledger, event)
        elif verdict is Verdict.PARK:
            await _park(tx, event, parking.GAP if failure in (None, ERASED) else failure)
        return verdict

    async def _place(self, tx: Transaction, ledger: Ledger, event: Incoming) -> Verdict:
        verdict = self.one.verdict(ledger, event)
        if verdict is Verdict.APPLY:
            self.one.pass_over(tx, ledger, event)
        elif verdict is Verdict.PARK:
            await _park(tx, event, parking.GAP)
        return verdict


async def _park(tx: Transaction, event: Incoming, reason: str) -> None:
    await parking.park(tx.store, event.topic, event.envelope, event.raw, reason, tx.now, tx.session)
