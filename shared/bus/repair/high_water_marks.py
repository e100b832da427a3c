"""The producer's side of healing: how far each key has got, and sending again what somebody lacks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from shared.bus.publish.broadcast import Broadcast
from shared.bus.write import outbox
from shared.bus.write.ledger import LEDGER
from shared.clock import Clock
from shared.contracts import catalogue
from shared.contracts.bus import HeadsAnnounced, HeadsAsked, ReplayAsked
from shared.contracts.vocabulary import Service
from shared.failpoint import failpoint
from shared.store import Store

CHECKPOINTS: Final = "marks"
"""How far this service has announced (`announced`), caught up (`heads|…`) and compared (external_topics.py)."""

ANNOUNCED: Final = "announced"
Reached = dict[str, int]
"""The highest number of each key."""

OVERLAP: Final = timedelta(minutes=15)
"""How far heads reach back: no two processes of a service may have clocks that lie further apart."""

AT_ONCE: Final = 500


@dataclass(frozen=True)
class HighWaterMarks:
    store: Store
    service: str
    broadcast: Broadcast
    clock: Clock

    async def announce(self) -> None:
        """Keys changed since the last announcement that the broker took, and a quarter of an hour before it.

        What is still unsent has no gap yet, so heads stop before it; what leaves late counts as changed then.
        A checkpoint that lies ahead is of a clock that went back meanwhile.
        """
        checkpoint = await self.store[CHECKPOINTS].find_one({"_id": ANNOUNCED})
        through = self.clock()
        since = min(checkpoint["through"], through) - OVERLAP if checkpoint else None
        for topic, changed in (await self._changed(since)).items():
            await self._announce(topic, changed, since, through)
        failpoint("heads.before_mark")
        await self.store[CHECKPOINTS].update_one({"_id": ANNOUNCED}, {"$set": {"through": through}}, upsert=True)

    async def on_asked(self, asked: HeadsAsked) -> None:
        """Nobody else knows how far the keys of a topic have got."""
        if catalogue.is_published_by(self.service, asked.topic):
            through = self.clock()
            since = min(asked.since, through - OVERLAP) if asked.since else None
            await self._announce(asked.topic, (await self._changed(since)).get(asked.topic, {}), since, through)

    async def on_replay(self, asked: ReplayAsked) -> None:
        for gap in asked.gaps:
            await outbox.send_again(self.store, asked.topic, gap.key, gap.first, gap.last)
            failpoint("heads.within_replay")

    async def _announce(self, topic: str, heads: Reached, since: datetime | None, through: datetime) -> None:
        """In parts; who asked learns by an empty one that nothing changed."""
        said = partial(HeadsAnnounced, service=Service(self.service), topic=topic, since=since, through=through)
        keys = list(heads)
        parts = [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)] or [[]]
        for number, part in enumerate(parts, 1):
            await self.broadcast(said(heads={key: heads[key] for key in part}, part=number, parts=len(parts)))

    async def _changed(self, since: datetime | None) -> dict[str, Reached]:
        """By topic how far each key has got on the broker."""
        changed = {} if since is None else {"changed": {"$gte": since}}
        ledgers = await self.store[LEDGER].find(changed, {"issued": 1}).to_list(None)
        unsent = await outbox.unsent(self.store)
        heads: dict[str, Reached] = defaultdict(dict)
        for ledger in ledgers:
            for topic, issued in ledger["issued"].items():
                lane = (topic, ledger["_id"])
                if head := unsent[lane] - 1 if lane in unsent else issued:
                    heads[topic][ledger["_id"]] = head
        return heads
