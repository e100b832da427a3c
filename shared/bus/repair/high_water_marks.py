"""Heals gaps on the producer's side: announces how far each key has got, and sends again what a consumer lacks."""

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
"""Collection: how far a service has announced (`announced`), caught up (`heads|…`), compared (external_topics.py)."""

ANNOUNCED: Final = "announced"
Reached = dict[str, int]
"""Highest number of each key."""

OVERLAP: Final = timedelta(minutes=15)
"""Time that heads reach back: the clocks of a service's processes must not lie further apart."""

AT_ONCE: Final = 500


@dataclass(frozen=True)
class HighWaterMarks:
    store: Store
    service: str
    broadcast: Broadcast
    clock: Clock

    async def announce(self) -> None:
        """Announces the keys changed since the last announcement that the broker took, or in the OVERLAP before it.

        Heads stop before an unsent row, which is no gap yet; a row that leaves late counts as changed then.
        A checkpoint in the future means that the clock went back meanwhile.
        """
        checkpoint = await self.store[CHECKPOINTS].find_one({"_id": ANNOUNCED})
        through = self.clock()
        since = min(checkpoint["through"], through) - OVERLAP if checkpoint else None
        for topic, changed in (await self._changed(since)).items():
            await self._announce(topic, changed, since, through)
        failpoint("heads.before_mark")
        await self.store[CHECKPOINTS].update_one({"_id": ANNOUNCED}, {"$set": {"through": through}}, upsert=True)

    async def on_asked(self, asked: HeadsAsked) -> None:
        """Answers for topics of this service; nobody else knows how far their keys have got."""
        if catalogue.is_published_by(self.service, asked.topic):
            through = self.clock()
            since = min(asked.since, through - OVERLAP) if asked.since else None
            await self._announce(asked.topic, (await self._changed(since)).get(asked.topic, {}), since, through)

    async def on_replay(self, asked: ReplayAsked) -> None:
        for gap in asked.gaps:
            await outbox.send_again(self.store, asked.topic, gap.key, gap.first, gap.last)
            failpoint("heads.within_replay")

    async def _announce(self, topic: str, heads: Reached, since: datetime | None, through: datetime) -> None:
        """Broadcasts the heads in parts; an empty part tells the service that asked that nothing changed."""
        said = partial(HeadsAnnounced, service=Service(self.service), topic=topic, since=since, through=through)
        keys = list(heads)
        parts = [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)] or [[]]
        for number, part in enumerate(parts, 1):
            await self.broadcast(said(heads={key: heads[key] for key in part}, part=number, parts=len(parts)))

    async def _changed(self, since: datetime | None) -> dict[str, Reached]:
        """Returns by topic how far each changed key has got on the broker."""
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
