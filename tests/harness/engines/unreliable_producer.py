"""A producer that a seed makes unreliable: each record three times, out of order, and some not at all."""

import asyncio
import heapq
import random
from typing import Any, Final

from shared.bus import Connection
from shared.bus.publish.relay import Producer
from shared.store import Document

COPIES: Final = 3
AROUND: Final = 50
LOST: Final = 0.05
QUIET: Final = 0.3

SHAKEN: Final = "reliable producer"
"""Among the words for what a small service is without."""

SEED: Final = 20240801


class ShakenProducer(Producer):
    """Acknowledges at once, and lets each copy go when up to so many later ones have passed it, or all are quiet."""

    def __init__(self, kafka: Connection, seed: int = SEED) -> None:
        super().__init__(kafka)
        self._chance = random.Random(seed)
        self._taken = 0
        self._held: list[tuple[float, int, Document]] = []
        self._flush: asyncio.Task[None] | None = None

    async def enqueue_one(self, row: Document) -> asyncio.Future[Any]:
        if self._chance.random() >= LOST:
            for copy in range(COPIES):
                self._taken += 1
                slot = self._taken + self._chance.uniform(0, AROUND)
                heapq.heappush(self._held, (slot, self._taken * COPIES + copy, row))
        await self._release(self._taken)
        if self._flush is not None:
            self._flush.cancel()
        self._flush = asyncio.create_task(self._when_quiet())
        acknowledged: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        acknowledged.set_result(None)
        return acknowledged

    async def close(self) -> None:
        """What was held is lost: to let it go would start another producer, which nobody closes."""
        if self._flush is not None:
            self._flush.cancel()
        self._held.clear()
        await super().close()

    async def _when_quiet(self) -> None:
        await asyncio.sleep(QUIET)
        await self._release(float("inf"))

    async def _release(self, passed: float) -> None:
        while self._held and self._held[0][0] <= passed:
            _, _, row = heapq.heappop(self._held)
            (await super().enqueue_one(row)).add_done_callback(_whatever)


def _whatever(sent: asyncio.Future[Any]) -> None:
    """Nobody waits for it: the producer has said that all is well."""
    if not sent.cancelled():
        sent.exception()
