"""The shortest way of a new document: a change stream hands it to a producer; who consumes it writes it down."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer

from shared.bus import Connection
from shared.store import Store
from tests.bench.floors.relay import a_producer


@asynccontextmanager
async def carrying(store: Store, kafka: Connection, topic: str) -> AsyncIterator[None]:
    """What is inserted into `bare` goes to the topic."""

    async def carry() -> None:
        inserted = [{"$match": {"operationType": "insert", "ns.coll": "bare"}}]
        async with a_producer(kafka) as producer, store.watch(inserted) as changes:
            async for change in changes:
                row = change["fullDocument"]
                await producer.send_and_wait(topic, row["body"], key=row["_id"].encode())

    async with _meanwhile(carry()):
        yield


@asynccontextmanager
async def taking(store: Store, kafka: Connection, topic: str) -> AsyncIterator[None]:
    """What the topic brings is inserted into `taken`."""

    async def take() -> None:
        consumer = AIOKafkaConsumer(topic, **kafka.options)
        await consumer.start()
        try:
            async for record in consumer:
                await store["taken"].insert_one({"_id": record.key.decode(), "body": record.value})
        finally:
            await consumer.stop()

    async with _meanwhile(take()):
        yield


@asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
