"""Events that wait: behind a gap, for another try, or for a human. Keyed by topic, key and sequence.

Messages of foreign topics have no sequence: they are keyed by topic and id.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from shared.bus.rules import IMMEDIATELY, retry_delay
from shared.contracts.cloudevent import CloudEvent
from shared.store import Document, Index, Session, Store

PARKED: Final = "parked"
GAP: Final = "gap"
INDEXES: Final = (
    Index(("due",), where={"human": False}),
    Index(("key",)),
    Index(("since",), where={"human": False}),
    Index(("human", "since"), where={"human": True}),
)


def name(topic: str, envelope: CloudEvent) -> str:
    """An outsider's id is not kept as it is: who knows what stands in it."""
    if envelope.sequence is None:
        return f"{topic}|{hashlib.sha256(envelope.id.encode()).hexdigest()}"
    return f"{topic}|{envelope.key}|{envelope.sequence}"


async def park(
    store: Store,
    topic: str,
    envelope: CloudEvent,
    raw: bytes,
    reason: str,
    now: datetime,
    session: Session,
    *,
    sender: str | None = None,
) -> None:
    """Keeps the event; one that is parked already stays as it is. A gap has no time of its own: progress wakes it."""
    first = {
        "topic": topic,
        "key": envelope.key,
        "sequence": envelope.sequence,
        "event_id": envelope.id,
        "type": envelope.type,
        "raw": raw,
        "reason": reason,
        "tries": 0 if reason == GAP else 1,
        "due": None if reason == GAP else now + retry_delay(1),
        "since": now,
        "human": reason == "never",
        "sender": sender,
    }
    where = {"_id": name(topic, envelope)}
    await store[PARKED].update_one(where, {"$setOnInsert": first}, upsert=True, session=session)


async def make_due(store: Store, keys: Iterable[str], session: Session) -> None:
    """Progress on a key, on any topic, may be what its parked events waited for."""
    waiting = {"key": {"$in": list(keys)}, "human": False}
    await store[PARKED].update_many(waiting, {"$set": {"due": IMMEDIATELY}, "$inc": {"woken": 1}}, session=session)


async def due(store: Store, now: datetime, limit: int = 100) -> list[Document]:
    return await store[PARKED].find({"human": False, "due": {"$lte": now}}).sort("due", 1).limit(limit).to_list(limit)


async def failed(store: Store, row: Document, reason: str, now: datetime) -> None:
    """Unless progress on the key made it due again while it was tried: then it is tried again at once."""
    tries = row["tries"] + 1
    change = {"tries": tries, "reason": reason, "due": now + retry_delay(tries), "human": reason == "never"}
    await store[PARKED].update_one({"_id": row["_id"], "woken": row.get("woken")}, {"$set": change})


async def hand_to_humans(store: Store, older_than: datetime) -> int:
    """What waited too long is shown to a human instead of being tried for ever; says how many."""
    stale = {"human": False, "since": {"$lt": older_than}}
    return (await store[PARKED].update_many(stale, {"$set": {"human": True}})).modified_count
