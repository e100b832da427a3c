"""The consumer's side of healing: what heads show to be missing is asked for; in vain, a human is called."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from shared.bus.consume.retry_queue import PARKED
from shared.bus.publish.broadcast import Tell
from shared.bus.repair.high_water_marks import MARKS
from shared.bus.write.ledger import LEDGER
from shared.clock import Clock
from shared.contracts.bus import Gap, HeadsAnnounced, HeadsAsked, ReplayAsked
from shared.contracts.vocabulary import Service
from shared.failpoint import failpoint
from shared.store import Document, Index, Store

log: Final = logging.getLogger(__name__)

GAPS: Final = "gaps"
INDEXES: Final = (Index(("due",)), Index(("topic",)), Index(("since",)))
IN_VAIN: Final = 3
LONGEST: Final = timedelta(hours=1)

Ends = dict[int, int]
EndsOf = Callable[[str], Awaitable[Ends]]
"""The end offsets of a topic's partitions now."""

PassedOf = Callable[[str], Awaitable[Ends]]
"""Up to where of each partition the group has read, or nothing is left to read."""


class Gaps:
    def __init__(
        self,
        store: Store,
        service: str,
        topics: frozenset[str],
        *,
        tell: Tell,
        ends_of: EndsOf,
        passed_of: PassedOf,
        clock: Clock,
        first_wait: timedelta,
    ) -> None:
        self._store = store
        self._service = Service(service)
        self._topics = topics
        self._tell = tell
        self._ends_of = ends_of
        self._passed_of = passed_of
        self._clock = clock
        self._first_wait = first_wait

    async def ask_for_heads(self) -> None:
        """At the start: whatever changed since the heads that each subscription has caught up with."""
        for topic in sorted(self._topics):
            mark = await self._store[MARKS].find_one({"_id": f"heads|{topic}"})
            since = mark["through"] if mark else None
            await self._tell(HeadsAsked(service=self._service, topic=topic, since=since))

    async def on_heads(self, told: HeadsAnnounced) -> None:
        """Remembers each key that is behind, with the ends that must be passed before it may be called missing.

        While no end is known, that is left to the next announcement.
        """
        if told.topic not in self._topics:
            return
        behind = await self._behind(told.topic, told.heads)
        if behind:
            ends = [list(end) for end in (await self._ends_of(told.topic)).items()]
            if not ends:
                return
            for key, head in behind.items():
                row = {"topic": told.topic, "key": key, "head": head, "ends": ends, "asked": 0, "since": self._clock()}
                where = {"_id": f"{told.topic}|{key}"}
                first = row | {"due": self._clock(), "human": False}
                await self._store[GAPS].update_one(where, {"$setOnInsert": first}, upsert=True)
        elif told.since is not None and not await self._store[GAPS].find_one({"topic": told.topic}):
            mark = {"_id": f"heads|{told.topic}"}
            await self._store[MARKS].update_one(mark, {"$set": {"through": told.since}}, upsert=True)

    async def work(self) -> int:
        """One pass over the gaps that are due, or known since a time to come: then the clock went back.

        Says how many it looked at. What closed meanwhile is none any more.
        """
        await self._forget_closed()
        now = self._clock()
        due = {"$or": [{"due": {"$lte": now}}, {"since": {"$gt": now}}]}
        rows = await self._store[GAPS].find(due).limit(500).to_list(500)
        topics = {row["topic"] for row in rows}
        told = {topic: (await self._passed_of(topic), await self._ends_of(topic)) for topic in topics}
        for row in rows:
            await self._look(row, all_read(dict(row["ends"]), *told[row["topic"]]))
        return len(rows)

    async def _forget_closed(self) -> None:
        rows = await self._store[GAPS].find({}).sort("due", 1).limit(500).to_list(500)
        for topic in {row["topic"] for row in rows}:
            heads = {row["key"]: row["head"] for row in rows if row["topic"] == topic}
            closed = heads.keys() - (await self._behind(topic, heads)).keys()
            await self._store[GAPS].delete_many({"_id": {"$in": [f"{topic}|{key}" for key in closed]}})

    async def _look(self, row: Document, read: bool) -> None:
        if not read:
            await self._wait(row, timedelta(seconds=1), row["asked"])
        elif lacking := await self._lacking(row):
            await self._tell(ReplayAsked(service=self._service, topic=row["topic"], gaps=tuple(lacking)))
            failpoint("gaps.after_ask")
            if row["asked"] == IN_VAIN:
                log.error("gap not healed", extra={"topic": row["topic"]})
            await self._wait(row, min(self._first_wait * 2 ** row["asked"], LONGEST), row["asked"] + 1)
        else:
            await self._store[GAPS].delete_one({"_id": row["_id"]})

    async def _wait(self, row: Document, pause: timedelta, asked: int) -> None:
        now = self._clock()
        change = {"due": now + pause, "asked": asked, "human": asked > IN_VAIN}
        await self._store[GAPS].update_one({"_id": row["_id"]}, {"$set": change, "$min": {"since": now}})

    async def _behind(self, topic: str, heads: dict[str, int]) -> dict[str, int]:
        positions = await self._positions(topic, list(heads))
        return {key: head for key, head in heads.items() if positions.get(key, 0) < head}

    async def _positions(self, topic: str, keys: list[str]) -> dict[str, float]:
        """Of an erased key nothing is missing."""
        found = self._store[LEDGER].find({"_id": {"$in": keys}})
        return {
            ledger["_id"]: float("inf") if "erased" in ledger else ledger["applied"].get(topic, {"n": 0})["n"]
            async for ledger in found
        }

    async def _lacking(self, row: Document) -> list[Gap]:
        """Numbers neither parked nor applied, as runs; in this order, since what is parked may be applied meanwhile."""
        parked = self._store[PARKED].find({"topic": row["topic"], "key": row["key"]}, {"sequence": 1})
        there = {each["sequence"] async for each in parked}
        position = (await self._positions(row["topic"], [row["key"]])).get(row["key"], 0)
        return runs(row["key"], [n for n in range(1, row["head"] + 1) if n > position and n not in there])


def all_read(seen: Ends, passed: Ends, ends: Ends) -> bool:
    """Up to the ends seen with the head, or to the ends of now where the broker has lost what lay before those.

    Of a partition that is no more there is nothing to read; while nothing is known of any, nothing is said.
    """
    left = {part: min(end, ends[part]) for part, end in seen.items() if part in ends}
    return bool(left) and all(passed.get(part, 0) >= end for part, end in left.items())


def runs(key: str, numbers: list[int]) -> list[Gap]:
    gaps: list[Gap] = []
    for number in numbers:
        if gaps and gaps[-1].last == number - 1:
            gaps[-1] = Gap(key=key, first=gaps[-1].first, last=number)
        else:
            gaps.append(Gap(key=key, first=number, last=number))
    return gaps
