"""A flood of bad records is a wrong deployment, not data: the topic's subscription stops until a human clears it."""

import logging
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Final

from shared.clock import Clock
from shared.store import Store

log: Final = logging.getLogger(__name__)

STOPS: Final = "stops"
LOOK_BACK: Final = 100
TOO_MANY: Final = 10


class Flood:
    """The last hundred records of one topic; bad ones by their key, since one poisoned key is no flood."""

    def __init__(self) -> None:
        self._last: deque[str | None] = deque(maxlen=LOOK_BACK)

    def note(self, bad_key: str | None) -> bool:
        """Takes the next record, None for a good one, and says whether that is one too many."""
        self._last.append(bad_key)
        return bad_key is not None and len(set(self._last) - {None}) >= TOO_MANY


class Stops:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._rows = store[STOPS]
        self._clock = clock
        self._floods: dict[str, Flood] = defaultdict(Flood)

    async def standing(self) -> frozenset[str]:
        """The topics that are stopped now."""
        return frozenset([row["_id"] async for row in self._rows.find({})])

    async def note(self, topic: str, bad_keys: Iterable[str | None]) -> bool:
        """Takes the outcome of records in their order; says whether the topic is stopped now for too many bad ones."""
        for bad_key in bad_keys:
            if self._floods[topic].note(bad_key):
                del self._floods[topic]
                log.error("subscription stopped", extra={"topic": topic})
                stop = {"$setOnInsert": {"since": self._clock()}}
                return (await self._rows.update_one({"_id": topic}, stop, upsert=True)).upserted_id is not None
        return False

    async def clear(self, topic: str) -> bool:
        return (await self._rows.delete_one({"_id": topic})).deleted_count == 1
