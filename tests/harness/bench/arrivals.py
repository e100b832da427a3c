"""Measures when sent records or documents arrive where they are watched for."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer

from shared.bus import Connection
from shared.store import Store
from tests.harness.bench.results import Row, percentile
from tests.harness.case_events import a_key

PATIENCE = 60.0
Say = Callable[[str], Awaitable[str]]
"""Sends something under this key; returns the name by which its arrival is known."""


@dataclass
class Arrivals:
    at: dict[str, float] = field(default_factory=dict)
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def note(self, name: str) -> None:
        async with self._came:
            self.at.setdefault(name, time.perf_counter())
            self._came.notify_all()

    async def all(self, names: Sequence[str], within: float = PATIENCE) -> None:
        async with asyncio.timeout(within), self._came:
            await self._came.wait_for(lambda: all(name in self.at for name in names))


@asynccontextmanager
async def on_topic(kafka: Connection, topic: str) -> AsyncIterator[Arrivals]:
    """Yields the arrivals of records on the topic, by their key."""
    arrivals, consumer = Arrivals(), AIOKafkaConsumer(topic, **kafka.options)

    async def listen() -> None:
        async for record in consumer:
            await arrivals.note(record.key.decode())

    await consumer.start()
    try:
        async with _meanwhile(listen):
            yield arrivals
    finally:
        await consumer.stop()


@asynccontextmanager
async def in_store(store: Store, collection: str) -> AsyncIterator[Arrivals]:
    """Yields the arrivals of inserted documents, by their id."""
    arrivals = Arrivals()

    async def listen() -> None:
        inserted = {"operationType": "insert", "ns.coll": collection}
        async with store.watch([{"$match": inserted}, {"$project": {"documentKey": 1}}]) as changes:
            async for change in changes:
                await arrivals.note(change["documentKey"]["_id"])

    async with _meanwhile(listen):
        yield arrivals


@asynccontextmanager
async def _meanwhile(listen: Callable[[], Coroutine[None, None, None]]) -> AsyncIterator[None]:
    task = asyncio.create_task(listen())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def warm(say: Say, arrivals: Arrivals) -> None:
    """Sends until something arrives, so that the way is open; raises AssertionError after 60 tries."""
    for _ in range(60):
        name = await say(a_key())
        try:
            return await arrivals.all([name], within=1.0)
        except TimeoutError:
            continue
    raise AssertionError("nothing arrives")


async def spaced(say: Say, arrivals: Arrivals, many: int, pause: float) -> list[float]:
    """Sends so many, `pause` seconds apart; returns the seconds from acceptance to arrival of each."""
    await warm(say, arrivals)
    accepted: dict[str, float] = {}

    async def one() -> None:
        name = await say(a_key())
        accepted[name] = time.perf_counter()

    async with asyncio.TaskGroup() as group:
        for _ in range(many):
            group.create_task(one())
            await asyncio.sleep(pause)
    await arrivals.all(list(accepted))
    return [arrivals.at[name] - began for name, began in accepted.items()]


def add(rows: dict[float, Row], floor: Sequence[float], ours: Sequence[float]) -> None:
    for share, row in rows.items():
        row.add(percentile(floor, share) * 1e3, percentile(ours, share) * 1e3)
