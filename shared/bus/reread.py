"""What Kafka still has of a service's own topics and of those that outsiders write, for a store that lacks it."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator

from aiokafka import AIOKafkaConsumer

from shared.bus.connection import Connection
from shared.bus.foreign import foreign_group
from shared.contracts import catalogue
from shared.contracts.cloudevent import CloudEvent, Undecodable, decode

Lane = tuple[str, str]
"""Topic and key."""

Said = dict[int, tuple[CloudEvent, bytes]]
"""What Kafka still has of one lane, by number."""


async def said_by(service: str, kafka: Connection) -> dict[Lane, Said]:
    lanes: dict[Lane, Said] = defaultdict(dict)
    patterns = [topic.pattern for topic in catalogue.TOPICS if topic.producer == service and topic.kind != "bus"]
    async for topic, body in _records(kafka, patterns):
        try:
            envelope = decode(body)
        except Undecodable:
            continue  # nobody who reads this topic took it for an event either
        if envelope.sequence is not None:
            lanes[topic, envelope.key][envelope.sequence] = (envelope, body)
    return lanes


async def _records(kafka: Connection, patterns: list[str]) -> AsyncIterator[tuple[str, bytes]]:
    names = await _topics(kafka, patterns)
    if not names:
        return
    async with AIOKafkaConsumer(*names, **kafka.options, auto_offset_reset="earliest") as consumer:
        parts = consumer.assignment()
        await consumer.seek_to_beginning(*parts)
        ends = await consumer.end_offsets(parts)
        while any([await consumer.position(at) < end for at, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    yield record.topic, record.value or b""


async def hear_outsiders_again(service: str, kafka: Connection) -> None:
    """Their topics have no heads: the group begins anew, and what the store knows by topic and id is dropped."""
    patterns = [topic.pattern for topic in catalogue.consumed_by(service) if topic.kind == "external"]
    names = await _topics(kafka, patterns)
    if not names:
        return
    async with AIOKafkaConsumer(*names, **kafka.options) as reader:
        beginnings = await reader.beginning_offsets(reader.assignment())
    async with AIOKafkaConsumer(**kafka.options, group_id=foreign_group(service), enable_auto_commit=False) as group:
        group.assign(list(beginnings))
        await group.commit(beginnings)


async def _topics(kafka: Connection, patterns: list[str]) -> list[str]:
    async with AIOKafkaConsumer(**kafka.options) as consumer:
        return [name for name in await consumer.topics() if any(re.fullmatch(each, name) for each in patterns)]
