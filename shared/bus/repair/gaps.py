"""Heals gaps on the consumer's side: asks for what heads show to be missing, and logs an error if that is in vain.

Heads (high-water marks) form a chain: each announcement says what changed since a time, and the checkpoint moves only
along announcements that were heard whole and that reach back to it. If one does not, what lies between is asked for.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from shared.bus.consume.consumer import Ends
from shared.bus.publish.broadcast import Broadcast
from shared.bus.repair.high_water_marks import CHECKPOINTS, OVERLAP
from shared.bus.write import ledger
from shared.bus.write.unit_of_work import RETRY_QUEUE
from shared.clock import Clock
from shared.contracts import catalogue
from shared.contracts.bus import Gap, HeadsAnnounced, HeadsAsked, ReplayAsked
from shared.contracts.vocabulary import Service
from shared.failpoint import failpoint
from shared.store import Document, Index, Store

log: Final = logging.getLogger(__name__)

GAPS: Final = "gaps"
INDEXES: Final = (Index(("due",)), Index(("topic",)), Index(("since",)))
IN_VAIN: Final = 3
LONGEST: Final = timedelta(hours=1)
MOST_DOUBLINGS: Final = 12
"""Largest exponent of the doubling wait: a gap may stay for days, and its wait would become too long to compute."""

MOST_INCOMPLETE: Final = 64
"""Largest number of announcements with missing parts that are remembered."""

EndsOf = Callable[[str], Awaitable[Ends]]
"""Returns offsets of a topic's partitions: where they end now, or up to where the group has read."""

PositionsOf = Callable[[Store, str, Iterable[str]], Awaitable[dict[str, float]]]
"""Returns how far each key has got on a topic."""


@dataclass(frozen=True)
class Heard:
    """Memory of this process: the parts of announcements that are incomplete, and the topics that were answered."""

    parts: dict[tuple[str, datetime], set[int]] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)

    def completes(self, announced: HeadsAnnounced) -> bool:
        """Notes a part; returns whether all are taken now: never for an older service, which does not number them."""
        name = (announced.topic, announced.through)
        taken = self.parts.pop(name, set[int]()) | {announced.part or 0}
        is_whole = announced.parts is not None and len(taken) >= announced.parts
        if not is_whole:
            self.parts[name] = taken
            for oldest in list(self.parts)[:-MOST_INCOMPLETE]:
                del self.parts[oldest]
        return is_whole


@dataclass(frozen=True)
class Gaps:
    """Finds and heals gaps. `first_wait`: time between the first two requests for a gap; it doubles up to an hour."""

    store: Store
    service: str
    topics: frozenset[str]
    broadcast: Broadcast
    ends_of: EndsOf
    passed_of: EndsOf
    clock: Clock
    first_wait: timedelta
    positions: PositionsOf = ledger.positions
    heard: Heard = field(default_factory=Heard)

    async def ask_for_heads(self) -> None:
        """Asks for what changed since the heads that each topic has caught up with, for topics not answered yet."""
        for topic in sorted(self.topics - self.heard.answered):
            await self._ask(topic, await self._caught_up(topic))

    async def on_heads(self, announced: HeadsAnnounced) -> None:
        """Remembers each key that is behind, with the ends that must be passed before it may be called missing.

        Only the topic's own service is believed. While no end is known, all is left to the next announcement.
        """
        topic = announced.topic
        if topic not in self.topics or not catalogue.is_published_by(announced.service, topic):
            return
        if behind := await self._behind(topic, announced.heads):
            if not (ends := [list(end) for end in (await self.ends_of(topic)).items()]):
                return
            for key, head in behind.items():
                await self._remember(topic, key, head, ends)
        if self.heard.completes(announced):
            await self._move_on(announced)

    async def _move_on(self, announced: HeadsAnnounced) -> None:
        """Moves the checkpoint, or asks for what lies between it and the announcement.

        The caller has remembered the keys that are behind.
        """
        topic, caught_up = announced.topic, await self._caught_up(announced.topic)
        if announced.since is not None and (caught_up is None or announced.since > caught_up):
            await self._ask(topic, caught_up)
            return
        through = {"$set": {"through": announced.through - OVERLAP}}
        await self.store[CHECKPOINTS].update_one({"_id": f"heads|{topic}"}, through, upsert=True)
        self.heard.answered.add(topic)

    async def _caught_up(self, topic: str) -> datetime | None:
        checkpoint = await self.store[CHECKPOINTS].find_one({"_id": f"heads|{topic}"})
        return checkpoint["through"] if checkpoint else None

    async def _ask(self, topic: str, since: datetime | None) -> None:
        await self.broadcast(HeadsAsked(service=Service(self.service), topic=topic, since=since))

    async def work(self) -> int:
        """Makes one pass over the gaps that are due, or known since a future time, because the clock went back.

        Returns how many it looked at. Gaps that closed meanwhile are removed before.
        """
        await self._forget_closed()
        now = self.clock()
        due = {"$or": [{"due": {"$lte": now}}, {"since": {"$gt": now}}]}
        rows = await self.store[GAPS].find(due).limit(500).to_list(500)
        topics = {row["topic"] for row in rows}
        known = {topic: (await self.passed_of(topic), await self.ends_of(topic)) for topic in topics}
        for row in rows:
            await self._look(row, all_read(dict(row["ends"]), *known[row["topic"]]))
        return len(rows)

    async def _remember(self, topic: str, key: str, head: int, ends: list[list[int]]) -> None:
        """Remembers a gap. A higher head than the known one is another gap, behind ends of its own."""
        now, name = self.clock(), f"{topic}|{key}"
        seen: Document = {"head": head, "ends": ends, "asked": 0, "due": now}
        await self.store[GAPS].update_one({"_id": name, "head": {"$lt": head}}, {"$set": seen})
        first = {"$setOnInsert": {"topic": topic, "key": key, "since": now, **seen}}
        await self.store[GAPS].update_one({"_id": name}, first, upsert=True)

    async def _forget_closed(self) -> None:
        rows = await self.store[GAPS].find({}).sort("due", 1).limit(500).to_list(500)
        for topic in {row["topic"] for row in rows}:
            heads = {row["key"]: row["head"] for row in rows if row["topic"] == topic}
            closed = heads.keys() - (await self._behind(topic, heads)).keys()
            await self.store[GAPS].delete_many({"_id": {"$in": [f"{topic}|{key}" for key in closed]}})

    async def _look(self, row: Document, read: bool) -> None:
        if not read:
            await self._wait(row, timedelta(seconds=1), row["asked"])
        elif lacking := await self._lacking(row):
            await self.broadcast(ReplayAsked(service=Service(self.service), topic=row["topic"], gaps=tuple(lacking)))
            failpoint("gaps.after_ask")
            if row["asked"] == IN_VAIN:
                log.error("gap not healed", extra={"topic": row["topic"]})
            wait = min(self.first_wait * 2 ** min(row["asked"], MOST_DOUBLINGS), LONGEST)
            await self._wait(row, wait, row["asked"] + 1)
        else:
            await self.store[GAPS].delete_one({"_id": row["_id"]})

    async def _wait(self, row: Document, pause: timedelta, asked: int) -> None:
        now = self.clock()
        change: Document = {"$set": {"due": now + pause, "asked": asked}, "$min": {"since": now}}
        await self.store[GAPS].update_one({"_id": row["_id"]}, change)

    async def _behind(self, topic: str, heads: dict[str, int]) -> dict[str, int]:
        """Returns the keys that have not reached their head, with the head; an erased key lacks nothing."""
        positions = await self.positions(self.store, topic, heads)
        return {key: head for key, head in heads.items() if positions.get(key, 0) < head}

    async def _lacking(self, row: Document) -> list[Gap]:
        """Returns the numbers that are neither parked nor applied, as runs.

        Parked ones are read first, because what is parked may be applied meanwhile.
        """
        parked = self.store[RETRY_QUEUE].find({"topic": row["topic"], "key": row["key"]}, {"sequence": 1})
        there = {each["sequence"] async for each in parked}
        position = (await self.positions(self.store, row["topic"], [row["key"]])).get(row["key"], 0)
        return runs(row["key"], [n for n in range(1, row["head"] + 1) if n > position and n not in there])


def all_read(seen: Ends, passed: Ends, ends: Ends) -> bool:
    """Whether all was read up to the ends seen with the head, or up to the current ends if the broker lost the rest.

    A partition that exists no more has nothing to read; while no partition is known, the answer is False.
    """
    left = {part: min(end, ends[part]) for part, end in seen.items() if part in ends}
    return bool(left) and all(passed.get(part, 0) >= end for part, end in left.items())


def runs(key: str, numbers: list[int]) -> list[Gap]:
    gaps: list[Gap] = []
    for number in numbers:
        first = gaps.pop().first if gaps and gaps[-1].last == number - 1 else number
        gaps.append(Gap(key=key, first=first, last=number))
    return gaps
