"""Broadcasts messages on the bus topics: no number, no outbox, no transaction.

A message that a listener misses is made up for by the next one. A message that nobody repeats is an effect
(`broadcast_after_commit`), and its topic is read from the beginning. A process that misses an answer asks again.
"""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from shared.bus.consume.decode import Event, EventDecoder, Record
from shared.bus.write.effects import Effect, OnDone, Perform
from shared.bus.write.unit_of_work import Transaction
from shared.contracts import catalogue
from shared.contracts.cloudevent import CloudEvent, Undecodable, encode
from shared.contracts.decoder import BadData
from shared.contracts.message import Message
from shared.contracts.upcasts import read
from shared.errors import TryLater

log: Final = logging.getLogger(__name__)

Broadcast = Callable[[Message], Awaitable[None]]
"""Broadcasts a message: returns when the broker has it, raises when the broker is away."""

Listener = Callable[[Event[Any]], Awaitable[None]]
"""Takes one message of a bus topic: no sequence, no transaction, the newest counts."""

BroadcastHandlers = Mapping[type[Message], Listener]

BROADCAST: Final = "tell"
"""Kind of the effect that broadcasts a message which nobody repeats."""


def broadcast_after_commit(tx: Transaction, message: Message) -> None:
    """Broadcasts a message that nobody repeats: after the commit, and again until the broker has it."""
    tx.add_effect(BROADCAST, key=message.TOPIC, payload={"type": message.TYPE, "data": message.data()})


def by_effect(broadcast: Broadcast) -> Perform:
    async def perform(effect: Effect) -> OnDone:
        """Broadcasts; raises TryLater for any error.

        A broker that is away for long is no defect of the effect, which would be given up after minutes.
        """
        message = read(effect.payload["type"], effect.payload["data"])
        try:
            await broadcast(message)
        except Exception as error:
            raise TryLater from error
        return _nothing

    return perform


async def _nothing(tx: Transaction) -> None:
    """Does nothing, because nothing follows a broadcast."""


def encoded(message: Message, service: str, now: datetime) -> bytes:
    event_id, source = str(uuid.uuid4()), f"/lotse/{service}"
    return encode(CloudEvent(event_id, source, message.TYPE, service, now, service, None, None, None, message.data()))


@dataclass(frozen=True)
class Listening:
    """Hands messages to their handlers; none before the subscriptions are `started` and can be asked for their ends."""

    decoder: EventDecoder
    handlers: BroadcastHandlers
    started: asyncio.Event = field(default_factory=asyncio.Event)

    def topics(self, *, repeated: bool) -> list[str]:
        """Returns the topics whose messages are, or are not, repeated.

        Those that are not are read from their beginning, so that a process that was away learns of them later.
        """
        return sorted({each.TOPIC for each in self.handlers if catalogue.topic_of(each.TYPE).repeated is repeated})

    async def listen(self, records: Sequence[Record]) -> None:
        await self.started.wait()
        for record in records:
            try:
                event = self.decoder.broadcast(record)
            except Undecodable as error:
                log.warning("undecodable broadcast", extra={"topic": record.topic, "reason": error.reason})
                continue
            if isinstance(event.data, BadData):
                log.warning("undecodable broadcast", extra={"topic": record.topic, "reason": event.data.reason})
            elif event.data is not None and (handle := self.handlers.get(type(event.data))):
                try:
                    await handle(event)
                except Exception as error:
                    log.warning("listener failed", extra={"type": event.type, "reason": type(error).__name__})


def data_of(handle: Callable[[Any], Awaitable[None]]) -> Listener:
    return lambda event: handle(event.data)


def check_catalogue(service: str, handlers: Collection[type[Message]], *kinds: catalogue.Kind) -> list[catalogue.Topic]:
    """Returns the topics to subscribe to. Raises LookupError if handlers and catalogue differ."""
    assigned = {message: topic for message, topic in catalogue.types_consumed(service).items() if topic.kind in kinds}
    differing = sorted(message.TYPE for message in assigned.keys() ^ set(handlers))
    if differing:
        raise LookupError(f"{service} and the catalogue differ about {', '.join(differing)}")
    return sorted({topic.name: topic for topic in assigned.values()}.values(), key=lambda topic: topic.name)
