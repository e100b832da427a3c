"""Deletes records from Kafka, as its retention does with what nobody fetched for too long."""

from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from shared.bus import Connection


async def cut_off(kafka: Connection, topics: Sequence[str]) -> None:
    admin = AIOKafkaAdminClient(**kafka.options)
    await admin.start()
    try:
        async with AIOKafkaConsumer(*topics, **kafka.options) as consumer:
            parts = [TopicPartition(topic, part) for topic in topics for part in consumer.partitions_for_topic(topic)]
            ends = await consumer.end_offsets(parts)
        await admin.delete_records({at: RecordsToDelete(end) for at, end in ends.items()})
    finally:
        await admin.close()
