"""State, ledger, outgoing events and side effects in one MongoDB transaction, or nothing of them."""

import uuid
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from shared.bus import dispatch, ledger, outbox, parking
from shared.bus.failpoint import failpoint
from shared.bus.ledger import Ledger
from shared.bus.rules import IMMEDIATELY
from shared.clock import Clock, now
from shared.contracts import catalogue
from shared.contracts.cloudevent import CloudEvent, encode
from shared.contracts.message import Message
from shared.errors import NotFound
from shared.store import Collection, Document, Session, Store, transaction
from shared.telemetry import tracing

T = TypeVar("T")


@dataclass(frozen=True)
class _Said:
    envelope: CloudEvent
    topic: str
    owner: str
    traceparent: str | None


class Transaction:
    """What a handler writes with; pass `session=tx.session` to every call of the driver."""

    def __init__(self, store: Store, source: str, session: Session, at: datetime, cause: str | None) -> None:
        self.store = store
        self.session = session
        self.now = at
        self.cause = cause
        self._source = source
        self._ledgers: dict[str, Ledger] = {}
        self._touched: set[str] = set()
        self._written: set[str] = set()
        self._advanced: set[str] = set()
        self._said: list[_Said] = []
        self._dispatches: list[tuple[str, dispatch.Entry]] = []
        self._erased: set[str] = set()

    def __getitem__(self, collection: str) -> Collection:
        return self.store[collection]

    def declare_new_keys(self, *keys: str) -> None:
        """Keys that were made at random in this transaction: nobody is asked for their ledgers."""
        self._ledgers |= {key: Ledger(key, is_new=True) for key in keys}

    def lock_key(self, key: str) -> None:
        """Serialises this transaction with every other one of the key; under an erased key nothing is written."""
        self._touched.add(key)
        self._written.add(key)

    def publish(
        self,
        said: Message,
        *,
        key: str,
        subject: str | None = None,
        topic: str | None = None,
        at: datetime | None = None,
        owner: str | None = None,
    ) -> str:
        """Puts the event into the outbox and returns its id; `owner` is the case whose erasure takes it along."""
        event_id = str(uuid.uuid4())
        where, here = topic or said.TOPIC, tracing.traceparent()
        envelope = CloudEvent(
            id=event_id,
            source=self._source,
            type=said.TYPE,
            subject=subject or key,
            time=at or self.now,
            key=key,
            sequence=None,
            cause=self.cause,
            traceparent=None if catalogue.OPAQUE in said.TOPIC else here,
            data=said.data(),
        )
        self._said.append(_Said(envelope, where, owner or key, here))
        self._touched.add(key)
        if not catalogue.erases(said.TYPE):
            self._written |= {key, owner or key}
        return event_id

    def add_effect(
        self, kind: str, *, key: str, payload: Document, id: str | None = None, due: datetime | None = None
    ) -> str:
        """A side effect to be done after the commit, at least once; `id` is stable for whoever receives it."""
        row_id, when = id or str(uuid.uuid4()), due or IMMEDIATELY
        row = dispatch.row(row_id, kind=kind, key=key, payload=payload, due=when, at=self.now, cause=self.cause)
        self._dispatches.append((key, dispatch.enter(row, known=id is not None)))
        self.lock_key(key)
        return row_id

    async def has_pending_effect(self, dispatch_id: str) -> bool:
        """Whether that side effect was asked for before this transaction and is still to be done."""
        waiting = {"_id": dispatch_id, "status": dispatch.WAITING}
        return await self[dispatch.DISPATCHES].find_one(waiting, session=self.session) is not None

    async def ledgers(self, keys: Iterable[str]) -> dict[str, Ledger]:
        """The ledgers of the keys, read once in this transaction; they are written again when it ends."""
        wanted = set(keys)
        self._touched |= wanted
        self._ledgers |= await ledger.load(self.store, wanted - self._ledgers.keys(), self.session)
        self._mark()
        return {key: self._ledgers[key] for key in wanted}

    def mark_applied(self, of: Ledger, topic: str, sequence: int, event_id: str) -> None:
        of.advance(topic, sequence, event_id)
        self._advanced.add(of.key)

    def erase(self, key: str) -> None:
        """Nothing of the key stays on the bus's side but its ledger, marked, and what is said of it after this call."""
        self._erased.add(key)
        self._written.discard(key)
        self._said = [said for said in self._said if said.owner != key]
        self._dispatches = [(owner, entry) for owner, entry in self._dispatches if owner != key]
        self._mark()

    async def wrote_under_erased(self) -> bool:
        """Whether something said, asked or touched so far belongs to a key that was erased before."""
        return any(of.erased for of in (await self.ledgers(self._written)).values())

    async def flush(self) -> None:
        if await self.wrote_under_erased():
            raise NotFound
        ledgers = await self.ledgers(self._touched | self._erased)
        await self._forget()
        rows = [self._row(said, ledgers[said.envelope.key]) for said in self._said]
        await ledger.write(self.store, ledgers.values(), self.now, self.session)
        if rows:
            await self[outbox.OUTBOX].insert_many(rows, session=self.session)
        if self._dispatches:
            rows_to_do = [entry for _, entry in self._dispatches]
            await self[dispatch.DISPATCHES].bulk_write(rows_to_do, session=self.session)
        if self._advanced:
            await parking.make_due(self.store, self._advanced, self.session)

    def _mark(self) -> None:
        for key in self._erased & self._ledgers.keys():
            self._ledgers[key].erased = self._ledgers[key].erased or self.now

    async def _forget(self) -> None:
        for key in self._erased:
            await self[parking.PARKED].delete_many({"key": key}, session=self.session)
            failpoint("erasure.middle")
            await self[dispatch.DISPATCHES].delete_many({"key": key}, session=self.session)
            said = {"owner": key, "type": {"$nin": [erasing.TYPE for erasing in catalogue.ERASING]}}
            await self[outbox.OUTBOX].delete_many(said, session=self.session)

    def _row(self, said: _Said, of: Ledger) -> Document:
        numbered = replace(said.envelope, sequence=of.issue(said.topic))
        return outbox.row(
            numbered, said.topic, encode(numbered), owner=said.owner, at=self.now, traceparent=said.traceparent
        )


class UnitOfWork:
    """Runs work in one transaction of this service's store; the work may run several times."""

    def __init__(self, store: Store, service: str, clock: Clock = now) -> None:
        self.store = store
        self.service = service
        self._source = f"/lotse/{service}"
        self._clock = clock

    async def __call__(self, work: Callable[[Transaction], Awaitable[T]], *, cause: str | None = None) -> T:
        async def run(session: Session) -> T:
            tx = Transaction(self.store, self._source, session, self._clock(), cause)
            result = await work(tx)
            await tx.flush()
            failpoint("transaction.before_commit")
            return result

        with tracing.transacting():
            result = await transaction(self.store, run)
        failpoint("transaction.after_commit")
        return result
