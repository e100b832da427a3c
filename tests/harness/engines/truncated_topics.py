"""Deletes records from Kafka, as its retention does with those that nobody fetched for too long."""

from collections.abc import Collection

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from shared.bus import Connection


async def cut_off(kafka: Connection, topics: Collection[str] | None = None) -> None:
    """Deletes the records of these topics, or of all."""
    admin = AIOKafkaAdminClient(**kafka.options)
    await admin.start()
    try:
        there = await _all_topics(kafka) if topics is None else topics
        async with AIOKafkaConsumer(*there, **kafka.options) as consumer:
            parts = [TopicPartition(topic, part) for topic in there for part in consumer.partitions_for_topic(topic)]
            ends = await consumer.end_offsets(parts)
        await admin.delete_records({at: RecordsToDelete(end) for at, end in ends.items()})
    finally:
        await admin.close()


async def _all_topics(kafka: Connection) -> Collection[str]:
    async with AIOKafkaConsumer(**kafka.options) as consumer:
        topics: set[str] = await consumer.topics()
        return topics
