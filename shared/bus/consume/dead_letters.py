"""Keeps records whose envelope cannot be decoded, sealed and byte for byte; too many bad ones stop their topic."""

import hashlib
import logging
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.clock import Clock
from shared.sealing.keyring import Sealer
from shared.store import Document, Index, InsertOne, Session, Store

log: Final = logging.getLogger(__name__)

DEAD_LETTERS: Final = "quarantine"
KEPT_AFTERWARDS: Final = 30 * 24 * 3600
INDEXES: Final = (Index(("at",)), Index(("handled",), expires=KEPT_AFTERWARDS))

OPEN_CIRCUITS: Final = "stops"
LOOK_BACK: Final = 100
TOO_MANY: Final = 10


@dataclass(frozen=True)
class DeadLetter:
    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    reason: str


async def keep(
    store: Store, letters: list[DeadLetter], public: Sealer, at: datetime, session: Session | None = None
) -> int:
    """Keeps the same bytes of the same topic once, however often they come; returns how many are new."""
    rows = [_row(each, public, at) for each in letters]
    same = {"_id": {"$in": [row["_id"] for row in rows]}}
    known = {row["_id"] async for row in store[DEAD_LETTERS].find(same, {"_id": 1}, session=session)}
    fresh = {row["_id"]: InsertOne(row) for row in rows if row["_id"] not in known}
    if fresh:
        await store[DEAD_LETTERS].bulk_write(list(fresh.values()), ordered=False, session=session)
    return len(fresh)


def id_of(letter: DeadLetter) -> str:
    """Returns the letter's id, which follows from its topic and bytes."""
    digest = hashlib.sha256(letter.key + b"\0" + letter.value).hexdigest()
    return f"{letter.topic}|{digest}"


def _row(letter: DeadLetter, public: Sealer, at: datetime) -> Document:
    return {
        "_id": id_of(letter),
        "topic": letter.topic,
        "partition": letter.partition,
        "offset": letter.offset,
        "reason": letter.reason,
        "sealed_key": public.seal(letter.key),
        "sealed_value": public.seal(letter.value),
        "at": at,
    }


class RecentRecords:
    """The last hundred records of one topic; bad ones by key, because one poisoned key is no wrong deployment."""

    def __init__(self) -> None:
        self._last: deque[str | None] = deque(maxlen=LOOK_BACK)

    def note(self, bad_key: str | None) -> bool:
        """Notes the key of the next record if it is bad, or None; returns whether too many keys are bad now."""
        self._last.append(bad_key)
        return bad_key is not None and len(set(self._last) - {None}) >= TOO_MANY


class CircuitBreaker:
    """Stops a topic at a flood of bad records, which is a wrong deployment, not data, until a human lets it go on."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._rows = store[OPEN_CIRCUITS]
        self._clock = clock
        self._recent: dict[str, RecentRecords] = defaultdict(RecentRecords)

    async def open_topics(self) -> frozenset[str]:
        """Returns the topics that are not to be read now."""
        return frozenset([row["_id"] async for row in self._rows.find({})])

    async def note(self, topic: str, bad_keys: Iterable[str | None]) -> bool:
        """Notes the outcome of records in their order; returns whether too many bad ones opened the circuit now."""
        for bad_key in bad_keys:
            if self._recent[topic].note(bad_key):
                del self._recent[topic]
                log.error("subscription stopped", extra={"topic": topic})
                stop = {"$setOnInsert": {"since": self._clock()}}
                return (await self._rows.update_one({"_id": topic}, stop, upsert=True)).upserted_id is not None
        return False

    async def close(self, topic: str) -> bool:
        """Lets the topic be read again, from the next health report on; returns whether it was stopped."""
        return (await self._rows.delete_one({"_id": topic})).deleted_count == 1
