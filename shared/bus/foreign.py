"""Topics written by outsiders: a message has no number, is known by its topic and id, and believed in nothing else."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from shared.bus import parking, quarantine
from shared.bus.event import ExternalHandlers, OnRejected, Rejection, Why
from shared.bus.failure import ERASED, Failed, steering
from shared.bus.outsider import Incoming, cause, digest, read_incoming
from shared.bus.receive import Record, rejected
from shared.bus.stops import Stops
from shared.bus.transaction import Transaction, UnitOfWork
from shared.contracts import catalogue
from shared.contracts.cloudevent import CloudEvent, Undecodable, decode, encode
from shared.contracts.upcasts import Unreadable, read
from shared.sealing.keys import PublicKey
from shared.store import Document, Index
from shared.telemetry import courier

EXTERNAL: Final = "foreign"
REMEMBERED: Final = 400 * 24 * 3600
INDEXES: Final = (Index(("at",), expires=REMEMBERED),)


def foreign_group(service: str) -> str:
    """The consumer group that reads the topics of outsiders."""
    return f"lotse.{service}.foreign"


class Outsiders:
    """What is told to a sender goes through `refuse`, in the transaction that keeps what was refused."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        event_handlers: ExternalHandlers,
        on_rejected: OnRejected,
        stops: Stops,
        public: PublicKey,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._event_handlers = event_handlers
        self._on_rejected = on_rejected
        self._stops = stops
        self._public = public

    async def take(self, records: Sequence[Record]) -> frozenset[str]:
        """Applies, drops, parks or refuses each; returns the stopped topics, of which nothing was taken."""
        stopped = await self._stops.standing()
        for record in records:
            if record.topic not in stopped and await self._stops.note(record.topic, [await self._take(record)]):
                await self._refusing(partial(self._tell, record, "stopped"))
        return stopped

    async def again(self, row: Document) -> None:
        """Another try of a parked message; raises Failed."""
        envelope = decode(row["raw"])
        incoming = Incoming(row["sender"], envelope, read(envelope.type, envelope.data))

        async def work(tx: Transaction) -> None:
            there = await tx[parking.PARKED].delete_one({"_id": row["_id"]}, session=tx.session)
            if there.deleted_count and not row.get("discarded"):
                await self._handle(row["topic"], incoming, tx)

        await self._unit_of_work(work)

    async def _take(self, record: Record) -> str | None:
        """What the record is counted as where it is a bad one."""
        try:
            incoming = read_incoming(record, self._unit_of_work.service)
        except (Undecodable, Unreadable) as error:
            await self._refusing(partial(self._reject, record, error.reason, "unreadable", None))
            return digest(record).hex()
        failure: Failed | None = None
        while True:
            try:
                with courier.from_outside(record.topic, self._unit_of_work.service):
                    await self._unit_of_work(partial(self._settle, record, incoming, failure))
            except Failed as failed:
                failure = failed
            else:
                return incoming.envelope.id if failure and failure.unexpected else None

    async def _settle(self, record: Record, incoming: Incoming, failure: Failed | None, tx: Transaction) -> None:
        name = parking.name(record.topic, incoming.envelope)
        known = await tx[EXTERNAL].find_one({"_id": name}, session=tx.session)
        if known is None:
            row = {"_id": name, "topic": record.topic, "digest": digest(record), "at": tx.now}
            await tx[EXTERNAL].insert_one(row, session=tx.session)
            if failure:
                await self._park(record.topic, incoming, failure, tx)
            else:
                await self._handle(record.topic, incoming, tx)
        elif known["digest"] != digest(record):
            await self._reject(record, "id-reused", "id-reused", incoming.envelope, failure is None, tx)

    async def _handle(self, topic: str, incoming: Incoming, tx: Transaction) -> None:
        envelope = incoming.envelope
        tx.cause = cause(topic, envelope.id)
        with steering(envelope.id, envelope.type):
            await self._event_handlers[type(incoming.data)](tx, incoming.event())
        if await tx.wrote_under_erased():
            raise Failed(envelope.id, ERASED)

    async def _park(self, topic: str, incoming: Incoming, failure: Failed, tx: Transaction) -> None:
        understood = replace(incoming.envelope, data=incoming.data.data())
        await parking.park(
            tx.store, topic, understood, encode(understood), failure.reason, tx.now, tx.session, sender=incoming.sender
        )

    async def _refusing(self, work: Callable[[bool, Transaction], Awaitable[None]]) -> None:
        """What cannot be told is kept all the same."""
        try:
            await self._unit_of_work(partial(work, True))
        except Failed:
            await self._unit_of_work(partial(work, False))

    async def _reject(
        self, record: Record, reason: str, why: Why, envelope: CloudEvent | None, telling: bool, tx: Transaction
    ) -> None:
        """Kept byte for byte and told once, however often the same bytes come."""
        if await quarantine.keep(tx.store, [rejected(record, reason)], self._public, tx.now, tx.session):
            await self._tell(record, why, telling, tx, envelope)

    async def _tell(
        self, record: Record, why: Why, telling: bool, tx: Transaction, envelope: CloudEvent | None = None
    ) -> None:
        row = catalogue.topic_named(record.topic)
        if row is None or not telling:
            return
        of = (envelope.id, envelope.key) if envelope else (None, None)
        with steering(envelope.id if envelope else why, why):
            await self._on_rejected(tx, Rejection(record.topic, row.opaque_part(record.topic), record.offset, why, *of))


async def silently(tx: Transaction, refusal: Rejection) -> None:
    """This sender has no topic to be told on: the record is kept, and operators see the quarantine grow."""
