"""The consumer's side of healing: what heads show to be missing is asked for; in vain, an error is logged.

Heads are a chain: each says what changed since a time, and the checkpoint moves only along announcements that were
heard whole and that reach back to it. Where one does not, what lies between is asked for.
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
"""A gap may stay for days, and no wait is as long as what they would come to then."""

MOST_INCOMPLETE: Final = 64
"""Announcements of which some part lacks; more are not remembered."""

EndsOf = Callable[[str], Awaitable[Ends]]
"""Of a topic's partitions: where they end now, or up to where the group has read."""

PositionsOf = Callable[[Store, str, Iterable[str]], Awaitable[dict[str, float]]]
"""How far each key has got on a topic."""


@dataclass(frozen=True)
class Heard:
    """What this process has heard: the parts of announcements of which some lack, and the topics that were answered."""

    parts: dict[tuple[str, datetime], set[int]] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)

    def completes(self, announced: HeadsAnnounced) -> bool:
        """Whether all parts were taken now. One without a number is of an older service, and never the whole."""
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
    """`first_wait` is the time between the first two questions about a gap; it doubles up to an hour."""

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
        """Whatever changed since the heads that each subscription has caught up with; of topics not answered yet."""
        for topic in sorted(self.topics - self.heard.answered):
            await self._ask(topic, await self._caught_up(topic))

    async def on_heads(self, announced: HeadsAnnounced) -> None:
        """Remembers each key that is behind, with the ends that must be passed before it may be called missing.

        Only the topic's own service is believed.

        While no end is known, that is left to the next announcement.
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
        """Those behind are remembered. What lies between the announcement and the checkpoint is asked for."""
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
        """One pass over the gaps that are due, or known since a time to come: then the clock went back.

        Returns how many it looked at. What closed meanwhile is none any more.
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
        """A higher head than the one known is another gap, behind ends of its own."""
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
        """Of an erased key nothing is missing."""
        positions = await self.positions(self.store, topic, heads)
        return {key: head for key, head in heads.items() if positions.get(key, 0) < head}

    async def _lacking(self, row: Document) -> list[Gap]:
        """Numbers neither parked nor applied, as runs; in this order, since what is parked may be applied meanwhile."""
        parked = self.store[RETRY_QUEUE].find({"topic": row["topic"], "key": row["key"]}, {"sequence": 1})
        there = {each["sequence"] async for each in parked}
        position = (await self.positions(self.store, row["topic"], [row["key"]])).get(row["key"], 0)
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
        first = gaps.pop().first if gaps and gaps[-1].last == number - 1 else number
        gaps.append(Gap(key=key, first=first, last=number))
    return gaps
