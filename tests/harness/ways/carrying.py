"""Carries facts from one service to the next, in the order of each key, as broker and consumers do."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from shared.bus import Event, Transaction, UnitOfWork
from shared.bus.write.outbox import OUTBOX
from shared.contracts import catalogue
from shared.contracts.decoder import Decoder
from shared.errors import TryLater
from shared.store import Document

Handler = Callable[[Transaction, Event[Any]], Awaitable[None]]
Lane = tuple[str, str, str]
"""Consumer, topic and key: events of one lane are delivered in order, those of different lanes in any."""


@dataclass
class Service:
    unit_of_work: UnitOfWork
    handlers: Mapping[Any, Handler] = field(default_factory=dict)
    events: int = 0
    """Number of events that were applied."""


@dataclass
class Carrying:
    services: Mapping[str, Service]
    positions: dict[Lane, int] = field(default_factory=dict)

    async def waiting(self) -> dict[Lane, Document]:
        """Returns the next event of each lane, in the order of the lanes' names."""
        found: dict[Lane, Document] = {}
        for producer, service in self.services.items():
            rows = await service.unit_of_work.store[OUTBOX].find({}).to_list(None)
            for row in sorted(rows, key=lambda each: each["sequence"]):
                for consumer in self.services.keys() - {producer}:
                    lane = (consumer, row["topic"], row["key"])
                    if is_for(consumer, row["topic"]) and row["sequence"] > self.positions.get(lane, 0):
                        found.setdefault(lane, row)
        return dict(sorted(found.items()))

    async def deliver(self, lane: Lane, row: Document) -> bool:
        """Delivers the event; returns False where its handler puts it off, so that it stays the next of its lane."""
        consumer = self.services[lane[0]]
        event = decoder_of(lane[0]).decode(row["body"])

        async def work(tx: Transaction) -> None:
            ledger = (await tx.ledgers([event.key]))[event.key]
            if ledger.erased is None and event.data is not None:
                await consumer.handlers[type(event.data)](tx, event)
            if catalogue.erases(event.type):
                tx.erase(event.key)
            if await tx.wrote_under_erased():
                raise _Dropped

        try:
            await consumer.unit_of_work(work, cause=event.id)
        except TryLater:
            return False
        except _Dropped:
            pass
        self.positions[lane] = row["sequence"]
        consumer.events += 1
        return True

    async def deliver_all(self) -> bool:
        """Delivers the next event of each lane; returns whether any was applied."""
        found = False
        for lane, row in (await self.waiting()).items():
            found |= await self.deliver(lane, row)
        return found


class _Dropped(Exception):
    """Raised where a handler wrote under an erased key: the event is applied without effect."""


@cache
def decoder_of(service: str) -> Decoder:
    return Decoder(service)


@cache
def is_for(service: str, topic: str) -> bool:
    known = catalogue.topic_named(topic)
    return known is not None and known in catalogue.consumed_by(service) and not known.opaque
