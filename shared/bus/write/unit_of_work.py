"""Writes state, ledger, outgoing events and effects in one MongoDB transaction, or none of them."""

import uuid
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, TypeVar

from shared.bus.write import ledger, outbox
from shared.bus.write.ledger import Ledger
from shared.clock import Clock, now, whole_hour
from shared.contracts import catalogue
from shared.contracts.cloudevent import CloudEvent, encode
from shared.contracts.message import Message
from shared.errors import NotFound
from shared.failpoint import failpoint
from shared.store import Collection, Document, InsertOne, Session, Store, UpdateOne, transaction
from shared.telemetry import tracing

T = TypeVar("T")

EFFECTS: Final = "dispatches"
WAITING: Final = "waiting"
RETRY_QUEUE: Final = "parked"
HAS_CONTENT: Final[Document] = {"payload": {"$exists": True}}
"""Filter for effects with content: a restore's mark of one that was done has none, and is never done again."""

IMMEDIATELY: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Due time of a row that waits for no time; it has passed even if the clock went back since the row was written."""


@dataclass(frozen=True)
class Protections:
    """Mechanisms that hold the guarantees. All are on; only a test switches one off, to show that it is noticed."""

    drop_duplicates: bool = True
    park_early: bool = True
    commit_offsets_last: bool = True
    mark_erased: bool = True
    heal_gaps: bool = True
    wake_on_progress: bool = True
    review_retry_queue: bool = True
    compare_external_topics: bool = True


ALL_ON: Final = Protections()


@dataclass(frozen=True)
class _Publication:
    event: CloudEvent
    topic: str
    owner: str
    traceparent: str | None


class Transaction:
    """The open transaction that a handler writes with; pass `session=tx.session` to every call of the driver."""

    def __init__(
        self, store: Store, source: str, session: Session, at: datetime, cause: str | None, protections: Protections
    ) -> None:
        self.store = store
        self.session = session
        self.now = at
        self.cause = cause
        self._source = source
        self._protections = protections
        self._ledgers: dict[str, Ledger] = {}
        self._touched: set[str] = set()
        self._written: set[str] = set()
        self._advanced: set[str] = set()
        self._publications: list[_Publication] = []
        self._effects: list[tuple[str, InsertOne[Document] | UpdateOne]] = []
        self._erased: set[str] = set()

    def __getitem__(self, collection: str) -> Collection:
        return self.store[collection]

    def declare_new_keys(self, *keys: str) -> None:
        """Declares keys that were made at random in this transaction, so that their ledgers need not be read."""
        self._ledgers |= {key: Ledger(key, is_new=True) for key in keys}

    def lock_key(self, key: str) -> None:
        """Serialises this transaction with every other one of the key; under an erased key nothing is written."""
        self._touched.add(key)
        self._written.add(key)

    def publish(
        self,
        message: Message,
        *,
        key: str,
        subject: str | None = None,
        topic: str | None = None,
        at: datetime | None = None,
        owner: str | None = None,
    ) -> str:
        """Puts the event into the outbox and returns its id; `owner` is the case whose erasure takes it along."""
        event_id = str(uuid.uuid4())
        where, here = topic or message.TOPIC, tracing.traceparent()
        event = CloudEvent(
            id=event_id,
            source=self._source,
            type=message.TYPE,
            subject=subject or key,
            time=at or self.now,
            key=key,
            sequence=None,
            cause=self.cause,
            traceparent=None if catalogue.OPAQUE in message.TOPIC else here,
            data=message.data(),
        )
        self._publications.append(_Publication(event, where, owner or key, here))
        self._touched.add(key)
        if not catalogue.erases(message.TYPE):
            self._written |= {key, owner or key}
        return event_id

    def add_effect(
        self, kind: str, *, key: str, payload: Document, id: str | None = None, due: datetime | None = None
    ) -> str:
        """Adds an effect to be done after the commit, at least once; returns its id, which is stable for the receiver.

        A row of a given id that is there already, perhaps done before a restore, stays as it is.
        """
        row_id = id or str(uuid.uuid4())
        row = {"_id": row_id, "kind": kind, "key": key, "payload": payload, "status": WAITING, "tries": 0}
        row |= {"due": due or IMMEDIATELY, "created": self.now, "cause": self.cause}
        if trace := tracing.traceparent():
            row["traceparent"] = trace
        entry = InsertOne(row) if id is None else UpdateOne({"_id": row_id}, {"$setOnInsert": row}, upsert=True)
        self._effects.append((key, entry))
        self.lock_key(key)
        return row_id

    def move_effect(self, effect_id: str, *, key: str, due: datetime | None = None) -> None:
        """Sets when the effect is due, and counts its tries anew; one that this transaction concludes is done again.

        The caller must know that it is still to be done: an effect that was done before this transaction would be done
        twice. An effect that a restore marked as done has no content, and stays so.
        """
        moved = {"$set": {"status": WAITING, "due": due or IMMEDIATELY, "tries": 0}, "$unset": {"done": ""}}
        self._effects.append((key, UpdateOne({"_id": effect_id, **HAS_CONTENT}, moved)))
        self.lock_key(key)

    async def pending_effects(self, *ids: str) -> set[str]:
        """Returns the ids of those effects that were added before this transaction and are still to be done."""
        found = self[EFFECTS].find({"_id": {"$in": ids}, "status": WAITING}, {"_id": 1}, session=self.session)
        return {each["_id"] for each in await found.to_list(None)}

    async def ledgers(self, keys: Iterable[str]) -> dict[str, Ledger]:
        """Returns the ledgers of these keys and those asked for before; each is read once, then written at the end."""
        wanted = set(keys)
        self._touched |= wanted
        if lacking := wanted - self._ledgers.keys():
            self._ledgers |= await ledger.load(self.store, lacking, self.session)
            self._mark_erased()
        return self._ledgers

    def ledger(self, key: str) -> Ledger:
        """Returns a ledger that `ledgers` has read; does no more, because this is on the path of every event."""
        return self._ledgers[key]

    def mark_applied(self, of: Ledger, topic: str, sequence: int, event_id: str) -> None:
        """Marks the event as applied or passed over; the key's rows in the retry queue become due."""
        of.advance(topic, sequence, event_id)
        self._advanced.add(of.key)

    def erase(self, key: str) -> None:
        """Erases all of the key in the bus but its ledger, marked, and the erasing event, published after this call.

        If anything else is published, added or locked under the key after that, the end of the work raises NotFound.
        """
        if not self._protections.mark_erased:
            self.lock_key(key)
            return
        self._erased.add(key)
        self._written.discard(key)
        self._publications = [each for each in self._publications if each.owner != key]
        self._effects = [(owner, entry) for owner, entry in self._effects if owner != key]
        self._mark_erased()

    async def wrote_under_erased(self) -> bool:
        """Whether something published, added or locked so far belongs to a key that was erased before."""
        if not self._written:
            return False
        await self.ledgers(self._written)
        return any(self._ledgers[key].erased for key in self._written)

    async def flush(self) -> None:
        """Writes what the bus adds to the work. Raises NotFound where it wrote under an erased key."""
        if await self.wrote_under_erased():
            raise NotFound
        touched = self._touched | self._erased
        await self.ledgers(touched)
        await self._forget()
        rows = [self._row(each, self._ledgers[each.event.key]) for each in self._publications]
        await ledger.write(self.store, (self._ledgers[key] for key in touched), self.now, self.session)
        if rows:
            await self[outbox.OUTBOX].insert_many(rows, session=self.session)
        if self._effects:
            await self[EFFECTS].bulk_write([entry for _, entry in self._effects], session=self.session)
        if self._advanced and self._protections.wake_on_progress:
            await self._wake()

    async def _wake(self) -> None:
        """Makes the waiting rows of advanced keys due: progress on any topic may be what they waited for."""
        waiting = {"key": {"$in": list(self._advanced)}, "human": False}
        due_now = {"$set": {"due": IMMEDIATELY}, "$inc": {"woken": 1}}
        await self[RETRY_QUEUE].update_many(waiting, due_now, session=self.session)

    def _mark_erased(self) -> None:
        for key in self._erased & self._ledgers.keys():
            self._ledgers[key].erased = self._ledgers[key].erased or whole_hour(self.now)

    async def _forget(self) -> None:
        for key in self._erased:
            await self[RETRY_QUEUE].delete_many({"key": key}, session=self.session)
            failpoint("erasure.middle")
            await self[EFFECTS].delete_many({"key": key}, session=self.session)
            said = {"owner": key, "type": {"$nin": [erasing.TYPE for erasing in catalogue.ERASING]}}
            await self[outbox.OUTBOX].delete_many(said, session=self.session)

    def _row(self, publication: _Publication, of: Ledger) -> Document:
        numbered = replace(publication.event, sequence=of.issue(publication.topic))
        owner, trace = publication.owner, publication.traceparent
        return outbox.row(numbered, publication.topic, encode(numbered), owner=owner, at=self.now, traceparent=trace)


class UnitOfWork:
    """Runs work in one transaction of this service's store; the work may run several times."""

    def __init__(self, store: Store, service: str, clock: Clock = now, protections: Protections = ALL_ON) -> None:
        self.store = store
        self.service = service
        self.clock = clock
        self.protections = protections
        self._source = f"/lotse/{service}"

    async def __call__(self, work: Callable[[Transaction], Awaitable[T]], *, cause: str | None = None) -> T:
        """Returns the result of `work`. Raises what it raised, NotFound for an erased key, and one of AWAY."""

        async def run(session: Session) -> T:
            tx = Transaction(self.store, self._source, session, self.clock(), cause, self.protections)
            result = await work(tx)
            await tx.flush()
            failpoint("transaction.before_commit")
            return result

        with tracing.transacting():
            result = await transaction(self.store, run)
        failpoint("transaction.after_commit")
        return result
