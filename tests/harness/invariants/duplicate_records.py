"""Counts records on the topics, and those that lie there more than once: a fault without any proves nothing."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.bus import Connection
from shared.contracts.cloudevent import Undecodable, decode

STANDSTILL: Final = 60.0
"""Seconds after which reading is given up where no partition moved on."""


async def sent_again(kafka: Connection, topics: Collection[str]) -> int:
    times = await records(kafka, topics)
    return times.total() - len(times)


async def records(kafka: Connection, topics: Collection[str]) -> Counter[str]:
    """Returns how often each event lies on the topics. Raises AssertionError where nothing more comes."""
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
        read, until = await _positions(consumer, parts), time.monotonic() + STANDSTILL
        while behind := [at for at, end in ends.items() if read[at] < end]:
            assert time.monotonic() < until, f"nothing came for {STANDSTILL:.0f} s of {behind}"
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    yield record.value or b""
            before, read = read, await _positions(consumer, parts)
            until = time.monotonic() + STANDSTILL if read != before else until


async def _positions(consumer: AIOKafkaConsumer, parts: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
    async with asyncio.timeout(STANDSTILL):
        return {at: await consumer.position(at) for at in parts}
