"""Counts records on the topics, and those that lie there more than once: a fault without any proves nothing."""

from collections import Counter
from collections.abc import AsyncIterator, Collection

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.bus import Connection
from shared.contracts.cloudevent import Undecodable, decode


async def sent_again(kafka: Connection, topics: Collection[str]) -> int:
    times = await records(kafka, topics)
    return times.total() - len(times)


async def records(kafka: Connection, topics: Collection[str]) -> Counter[str]:
    """Returns how often each event lies on the topics."""
    times = Counter[str]()
    async for body in _everything(kafka, topics):
        try:
            times[decode(body).id] += 1
        except Undecodable:
            continue
    return times


async def _everything(kafka: Connection, topics: Collection[str]) -> AsyncIterator[bytes]:
    async with AIOKafkaConsumer(*topics, auto_offset_reset="earliest", **kafka.options) as consumer:
        parts: set[TopicPartition] = consumer.assignment()
        await consumer.seek_to_beginning(*parts)
        ends = await consumer.end_offsets(parts)
        while any([await consumer.position(at) < end for at, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    yield record.value or b""
