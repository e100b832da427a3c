"""Shortens a worker's wait when a row arrives; what it misses, polling finds."""

import asyncio
import contextlib
from collections import defaultdict

from shared.bus.consume.retry_queue import PARKED
from shared.bus.write.effects import DISPATCHES
from shared.bus.write.outbox import OUTBOX
from shared.store import Store


class Bell:
    def __init__(self) -> None:
        self._rung: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def listen(self, store: Store) -> None:
        """Until the stream breaks; it opens at `now`, because the rows themselves are the truth."""
        inserted = {"ns.coll": {"$in": [OUTBOX, DISPATCHES, PARKED]}, "operationType": "insert"}
        woken = {"ns.coll": PARKED, "operationType": "update"}
        arrivals = {"$or": [inserted, woken]}
        async with store.watch([{"$match": arrivals}, {"$project": {"ns.coll": 1}}]) as changes:
            async for change in changes:
                self._rung[change["ns"]["coll"]].set()

    async def wait(self, collection: str, seconds: float) -> None:
        rung = self._rung[collection]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await rung.wait()
        rung.clear()
