"""Takes records, reads their JSON, writes one document an event in one command a batch, commits the offsets."""

import json
from collections.abc import AsyncGenerator
from typing import Final

from aiokafka import AIOKafkaConsumer

from shared.bus import Connection
from shared.store import Collection, InsertOne

BATCH: Final = 500


async def apply(kafka: Connection, topic: str, group: str, collection: Collection) -> AsyncGenerator[int]:
    """How many were taken by each batch, without end."""
    consumer = AIOKafkaConsumer(
        topic, **kafka.options, group_id=group, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        while True:
            batches = await consumer.getmany(timeout_ms=200, max_records=BATCH)
            events = [json.loads(record.value) for batch in batches.values() for record in batch]
            if events:
                await collection.bulk_write([InsertOne({"_id": event["id"], **event}) for event in events])
                await consumer.commit()
                yield len(events)
    finally:
        await consumer.stop()
