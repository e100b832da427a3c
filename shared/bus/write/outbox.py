"""Events that wait for the relay; sent rows stay as the archive."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from shared.contracts.cloudevent import CloudEvent
from shared.store import Document, Index, Store

OUTBOX: Final = "outbox"
PENDING: Final = "pending"
SENT: Final = "sent"
REFUSED: Final = "refused"
REPLAY: Final = "replay"
TRAVELS: Final = ("topic", "key", "sequence", "since", "body", "traceparent")
"""Fields of a row that the relay needs."""

TO_THE_HOUR: Final[Document] = {"since": {"$dateTrunc": {"date": "$since", "unit": "hour"}}}

NOT_OVER: Final = (PENDING, REFUSED, REPLAY)
INDEXES: Final = (
    Index(("status", "since", "sequence"), where={"status": {"$in": list(NOT_OVER)}}),
    Index(("topic", "key", "sequence"), unique=True),
    Index(("owner",)),
)


def row(
    event: CloudEvent, topic: str, body: bytes, *, owner: str, at: datetime, traceparent: str | None = None
) -> Document:
    document = {
        "_id": event.id,
        "topic": topic,
        "key": event.key,
        "sequence": event.sequence,
        "type": event.type,
        "owner": owner,
        "body": body,
        "status": PENDING,
        "since": at,
    }
    return document | ({"traceparent": traceparent} if traceparent else {})


async def to_send(store: Store, limit: int) -> list[Document]:
    """Returns the oldest pending rows, but none of a key that has a refused row on any topic.

    Rows whose replay was asked for fill the room that is left.
    """
    rows, blocked = await asyncio.gather(_first(store, {}, limit), store[OUTBOX].distinct("key", {"status": REFUSED}))
    if rows and blocked:
        rows = await _first(store, {"$nor": [{"status": PENDING, "key": {"$in": blocked}}]}, limit)
    return rows


async def _first(store: Store, where: Document, limit: int) -> list[Document]:
    """Reads rows in the order of the index, in which pending rows stand before replays."""
    wanted = {"status": {"$in": list(NOT_OVER), "$ne": REFUSED}} | where  # spelled as the index is, or it is not used
    found = store[OUTBOX].find(wanted, TRAVELS, batch_size=limit).sort([("status", 1), ("since", 1), ("sequence", 1)])
    return await found.limit(limit).to_list(limit)


async def unsent(store: Store) -> dict[tuple[str, str], int]:
    """Returns by topic and key the first number that the broker has not acknowledged."""
    waits = {"status": {"$in": list(NOT_OVER), "$ne": REPLAY}}  # spelled as the index is, as above
    first = {"_id": {"topic": "$topic", "key": "$key"}, "sequence": {"$min": "$sequence"}}
    lanes = await store.aggregate(OUTBOX, [{"$match": waits}, {"$group": first}])
    return {(lane["_id"]["topic"], lane["_id"]["key"]): lane["sequence"] for lane in lanes}


async def send_again(store: Store, topic: str, key: str, first: int, last: int) -> None:
    """Has rows that went out sent once more, and counts that in them; erased rows are not there any more."""
    lost = {"topic": topic, "key": key, "sequence": {"$gte": first, "$lte": last}, "status": SENT}
    await store[OUTBOX].update_many(lost, {"$set": {"status": REPLAY}, "$inc": {"replays": 1}})


def rounds(rows: Sequence[Document]) -> list[list[Document]]:
    """Returns the rows in rounds, each with the next row of every key, so that a key's rows leave in order."""
    lanes: dict[tuple[str, str], list[Document]] = {}
    for pending_row in rows:
        lanes.setdefault((pending_row["topic"], pending_row["key"]), []).append(pending_row)
    ordered = [sorted(lane, key=lambda each: int(each["sequence"])) for lane in lanes.values()]
    depth = max(map(len, ordered), default=0)
    return [[lane[turn] for lane in ordered if turn < len(lane)] for turn in range(depth)]


async def mark(store: Store, ids: Sequence[str], status: str, reason: str | None = None) -> None:
    """Sets the status. A row that was sent keeps only the hour of its time, because no order depends on it any more."""
    if ids:
        change = {"status": status} | ({"reason": reason} if reason else {}) | (TO_THE_HOUR if status == SENT else {})
        await store[OUTBOX].update_many({"_id": {"$in": list(ids)}}, [{"$set": change}])
