"""Takes messages from outside: they have no number, are known by topic and id, and nothing else is believed.

Each takes effect once. The same id with another body is refused: it is kept, and its sender is told if there is a way.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from shared.bus.consume import dead_letters, retry_queue
from shared.bus.consume.apply import ERASED, Applier, Failed, classify_errors
from shared.bus.consume.dead_letters import CircuitBreaker, DeadLetter
from shared.bus.consume.decode import DecodedEvent, EventDecoder, ExternalEvent, Record, dead_letter
from shared.bus.consume.rules import Verdict, decide_external
from shared.bus.write.unit_of_work import Transaction, UnitOfWork
from shared.clock import whole_hour
from shared.contracts import catalogue
from shared.contracts.message import Message
from shared.sealing.keyring import Sealer
from shared.store import Index

EXTERNAL: Final = "foreign"
REMEMBERED: Final = 400 * 24 * 3600
INDEXES: Final = (Index(("at",), expires=REMEMBERED),)

ExternalHandlers = Mapping[type[Message], Callable[[Transaction, ExternalEvent[Any]], Awaitable[None]]]
"""Handlers of outsiders' messages; each message takes effect once, in no order."""

Why = Literal["id-reused", "unreadable", "stopped"]


@dataclass(frozen=True)
class Rejection:
    """A record that was not taken, or the last one before its topic was stopped; `id` and `key` as far as readable."""

    topic: str
    sender: str
    offset: int
    why: Why
    id: str | None = None
    key: str | None = None


OnRejected = Callable[[Transaction, Rejection], Awaitable[None]]
"""Tells the sender, if there is a way to tell, in the transaction that keeps the refused record."""


async def tell_nobody(tx: Transaction, rejection: Rejection) -> None:
    """Does nothing, for senders that no topic reaches: the record is kept, and operators see the dead letters grow."""


def external_group(service: str) -> str:
    """Returns the consumer group that reads the topics of outsiders."""
    return f"lotse.{service}.foreign"


async def remember(tx: Transaction, event: DecodedEvent) -> bytes | None:
    """Keeps topic, id and digest of a message that is new; returns the digest that was known before."""
    known = await tx[EXTERNAL].find_one({"_id": event.name}, session=tx.session)
    if known is None:
        row = {"_id": event.name, "topic": event.topic, "digest": event.digest, "at": whole_hour(tx.now)}
        await tx[EXTERNAL].insert_one(row, session=tx.session)
    return known["digest"] if known else None


class ByDigest:
    """Decides by topic and id whether a message is new, and by its digest whether it is the same again."""

    def __init__(self, refusals: "Refusals") -> None:
        self._refusals = refusals

    async def verdict(self, tx: Transaction, event: DecodedEvent, failure: Failed | None) -> Verdict:
        failed = failure is not None and failure.reason != ERASED
        if event.row is not None:
            waiting = await retry_queue.is_waiting(tx, event.row)
            return decide_external(event.digest, event.digest, waiting=waiting, failed=failed)
        return decide_external(await remember(tx, event), event.digest, waiting=False, failed=failed)

    async def mark(self, tx: Transaction, event: DecodedEvent) -> None:
        """Does nothing, because the message is remembered since it was first seen."""

    async def refuse(self, tx: Transaction, event: DecodedEvent, failure: Failed | None) -> None:
        assert event.record is not None, "what waits was taken"
        letter = dead_letter(event.record, "id-reused")
        await self._refusals.keep_and_tell(letter, "id-reused", tx, event, telling=failure is None)


@dataclass(frozen=True)
class Refusals:
    unit_of_work: UnitOfWork
    public: Sealer
    on_rejected: OnRejected

    async def unreadable(self, letter: DeadLetter) -> None:
        await self._even_untold(partial(self.keep_and_tell, letter, "unreadable"))

    async def stopped(self, record: Record) -> None:
        await self._even_untold(partial(self._tell, record, "stopped"))

    async def keep_and_tell(
        self, letter: DeadLetter, why: Why, tx: Transaction, event: DecodedEvent | None = None, *, telling: bool
    ) -> None:
        """Keeps the bytes and tells their sender, once for the same bytes. Raises Failed if telling fails."""
        if await dead_letters.keep(tx.store, [letter], self.public, tx.now, tx.session):
            await self._tell(letter, why, tx, event, telling=telling)

    async def _tell(
        self,
        record: Record | DeadLetter,
        why: Why,
        tx: Transaction,
        event: DecodedEvent | None = None,
        *,
        telling: bool,
    ) -> None:
        row = catalogue.topic_named(record.topic)
        if row is None or not telling:
            return
        known = (event.event.id, event.event.key) if event else (None, None)
        with classify_errors(known[0] or why, why):
            sender = row.opaque_part(record.topic)
            await self.on_rejected(tx, Rejection(record.topic, sender, record.offset, why, *known))

    async def _even_untold(self, work: Callable[..., Awaitable[None]]) -> None:
        """Runs `work`, and without telling if the sender cannot be told: the record is kept all the same."""
        try:
            await self.unit_of_work(partial(work, telling=True))
        except Failed:
            await self.unit_of_work(partial(work, telling=False))


@dataclass(frozen=True)
class ExternalInbox:
    """Takes batches of records from outside before their offsets are committed."""

    decoder: EventDecoder
    applier: Applier
    refusals: Refusals
    breaker: CircuitBreaker

    async def take(self, records: Sequence[Record]) -> frozenset[str]:
        """Applies, drops, parks or refuses each; returns the stopped topics, of which nothing was taken."""
        stopped = await self.breaker.open_topics()
        for record in records:
            if record.topic not in stopped and await self.breaker.note(record.topic, [await self._bad_key(record)]):
                await self.refusals.stopped(record)
        return stopped

    async def _bad_key(self, record: Record) -> str | None:
        """Settles the record; returns the name under which it counts as bad, or None for a good one."""
        event = self.decoder.external(record)
        if isinstance(event, DeadLetter):
            await self.refusals.unreadable(event)
            return event.value.hex()
        return next(iter(await self.applier.take([event])), None)
