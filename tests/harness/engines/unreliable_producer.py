"""A producer that a seed makes unreliable: each record three times, out of order, and some not at all."""

import asyncio
import heapq
import random
from typing import Any, Final

from aiokafka import AIOKafkaProducer

from shared.bus import producer as sending
from shared.store import Document

COPIES: Final = 3
AROUND: Final = 50
LOST: Final = 0.05
QUIET: Final = 0.3

_enqueue = sending._enqueue


class Shaker:
    """Acknowledges at once, and lets each copy go when up to so many later ones have passed it, or all are quiet."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._taken = 0
        self._held: list[tuple[float, int, Document]] = []
        self._flush: asyncio.Task[None] | None = None

    async def enqueue(self, producer: AIOKafkaProducer, row: Document) -> asyncio.Future[Any]:
        if self._chance.random() >= LOST:
            for copy in range(COPIES):
                self._taken += 1
                slot = self._taken + self._chance.uniform(0, AROUND)
                heapq.heappush(self._held, (slot, self._taken * COPIES + copy, row))
        await self._release(producer, self._taken)
        if self._flush is not None:
            self._flush.cancel()
        self._flush = asyncio.create_task(self._when_quiet(producer))
        acknowledged: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        acknowledged.set_result(None)
        return acknowledged

    async def _when_quiet(self, producer: AIOKafkaProducer) -> None:
        await asyncio.sleep(QUIET)
        await self._release(producer, float("inf"))

    async def _release(self, producer: AIOKafkaProducer, passed: float) -> None:
        while self._held and self._held[0][0] <= passed:
            _, _, row = heapq.heappop(self._held)
            (await _enqueue(producer, row)).add_done_callback(_whatever)


def _whatever(sent: asyncio.Future[Any]) -> None:
    """Nobody waits for it: the courier has said that all is well."""
    if not sent.cancelled():
        sent.exception()
