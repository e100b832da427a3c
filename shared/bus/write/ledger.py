"""One document per key and service: what was issued and what was applied, gapless and in commit order.

`{_id: key, issued: {topic: n}, applied: {topic: {n, id}}, writes: n, changed?, erased?}`. Every transaction that
applies, parks or issues an event, or changes a document under a key, writes its ledger and counts that in `writes`. So
each write differs from what was read, and no engine can skip it as no change: two concurrent transactions of one key
never both commit. `changed` is the time of the last number issued; a key under which nothing was ever published has
none, has no heads and is not in the index.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from shared.store import Document, Index, InsertOne, Session, Store, UpdateOne

LEDGER: Final = "ledger"
INDEXES: Final = (Index(("changed",), where={"changed": {"$exists": True}}),)


@dataclass(slots=True)
class Ledger:
    key: str
    issued: dict[str, int] = field(default_factory=dict)
    applied: dict[str, tuple[int, str]] = field(default_factory=dict)
    erased: datetime | None = None
    changed: datetime | None = None
    writes: int = 0

    has_issued: bool = False
    is_new: bool = False
    """Whether none was found, or its key was just made. If another transaction made it after all, the write fails."""

    def issue(self, topic: str) -> int:
        """Issues the next sequence of this key on the topic, and returns it."""
        self.has_reached(topic, self.issued.get(topic, 0) + 1)
        return self.issued[topic]

    def has_reached(self, topic: str, sequence: int) -> None:
        self.issued[topic] = sequence
        self.has_issued = True

    def position(self, topic: str) -> int:
        """Returns the last sequence that took effect, 0 before the first."""
        at = self.applied.get(topic)
        return at[0] if at else 0

    def advance(self, topic: str, sequence: int, event_id: str) -> None:
        self.applied[topic] = (sequence, event_id)

    def contradicts(self, topic: str, sequence: int, event_id: str) -> bool:
        """Whether the last number applied was that of another event; this one is then dropped, with an alarm."""
        at = self.applied.get(topic)
        return at is not None and at[0] == sequence and at[1] != event_id


async def load(store: Store, keys: Collection[str], session: Session) -> dict[str, Ledger]:
    asked = store[LEDGER].find({"_id": {"$in": list(keys)}}, batch_size=len(keys) + 1, session=session)
    found = {document["_id"]: _read(document) for document in await asked.to_list(None)}
    return {key: found.get(key) or Ledger(key, is_new=True) for key in keys}


async def positions(store: Store, topic: str, keys: Iterable[str]) -> dict[str, float]:
    """Returns the last sequence applied for each key that has a ledger; infinity for a key that was erased."""
    found = store[LEDGER].find({"_id": {"$in": list(keys)}})
    return {
        each["_id"]: float("inf") if "erased" in each else each["applied"].get(topic, {"n": 0})["n"]
        async for each in found
    }


async def write(store: Store, ledgers: Iterable[Ledger], now: datetime, session: Session) -> None:
    changes = [_change(ledger, _written(ledger, now)) for ledger in ledgers]
    if changes:
        await store[LEDGER].bulk_write(changes, ordered=False, session=session)


async def show_again(store: Store, keys: Iterable[str], now: datetime) -> None:
    """Marks the keys as changed now, so that they are announced: only now the broker has what was issued long ago."""
    await store[LEDGER].update_many({"_id": {"$in": sorted(set(keys))}}, {"$max": {"changed": now}})


def _read(document: Document) -> Ledger:
    applied = {topic: (at["n"], at["id"]) for topic, at in document["applied"].items()}
    issued, writes = dict(document["issued"]), document.get("writes", 0)
    return Ledger(document["_id"], issued, applied, document.get("erased"), document.get("changed"), writes)


def _change(ledger: Ledger, document: Document) -> InsertOne[Document] | UpdateOne:
    if ledger.is_new:
        return InsertOne({"_id": ledger.key, **document})
    return UpdateOne({"_id": ledger.key}, {"$set": document})


def _written(ledger: Ledger, now: datetime) -> Document:
    document: Document = {
        "issued": ledger.issued,
        "applied": {topic: {"n": n, "id": event_id} for topic, (n, event_id) in ledger.applied.items()},
        "writes": ledger.writes + 1,
    }
    if changed := now if ledger.has_issued else ledger.changed:
        document["changed"] = changed
    if ledger.erased is not None:
        document["erased"] = ledger.erased
    return document
