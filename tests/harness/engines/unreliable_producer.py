"""A producer made unreliable by a seed: each record is sent three times, out of order, and some not at all."""

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
"""A name for `without` of a small service, which has this producer then."""

SEED: Final = 20240801


class ShakenProducer(Producer):
    """A producer that acknowledges at once and sends each copy after up to `AROUND` later ones, or after a pause."""

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
        """Closes the producer and loses the copies that it holds: sending them would start one that nobody closes."""
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
    """Ignores the outcome: the record is acknowledged already."""
    if not sent.cancelled():
        sent.exception()
