"""Reads what is pending, sends it, marks it sent: a relay without leases, lanes, refusals or replays."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from aiokafka import AIOKafkaProducer

from shared.bus import Connection
from shared.store import Collection, Document, Index

BATCH: Final = 1000
INDEX: Final = Index(("status", "since"), where={"status": "pending"})


@asynccontextmanager
async def a_producer(kafka: Connection) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(**kafka.options, acks="all", linger_ms=2, max_batch_size=120 * 1024)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def send(producer: AIOKafkaProducer, topic: str, rows: Sequence[Document]) -> None:
    sent = [await producer.send(topic, row["body"], key=row["key"].encode()) for row in rows]
    await asyncio.gather(*sent)


async def relay(outbox: Collection, producer: AIOKafkaProducer, topic: str) -> None:
    while (
        rows := await outbox.find({"status": "pending"}, batch_size=BATCH).sort("since", 1).limit(BATCH).to_list(BATCH)
    ):
        await send(producer, topic, rows)
        await outbox.update_many({"_id": {"$in": [row["_id"] for row in rows]}}, {"$set": {"status": "sent"}})
