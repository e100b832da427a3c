"""What the group's consumer in this process knows and does with its partitions.

What this process has settled outlives a consumer that is started anew; all else is asked of the consumer of now.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from shared.bus.consume.decode import Record
from shared.bus.repair.gaps import Ends

log: Final = logging.getLogger(__name__)

Offsets = dict[TopicPartition, int]

LONGEST_WAIT: Final = 5.0
"""Of a partition that is no more the library asks for 40 s, or without end, and who waits here hears nothing else."""


class Subscription:
    def __init__(self, subscriber: Any) -> None:
        self._subscriber = subscriber
        self._settled: Offsets = {}

    def settle(self, records: Sequence[Record]) -> None:
        """The store has them, whether or not their offsets will be committed, or stay so."""
        self._settled.update(_after(records))

    async def ends(self, topic: str) -> Ends:
        """The end offset of each partition now; none while there is no consumer, or nobody says them."""
        return await self._told(topic, self._ends)

    async def passed(self, topic: str) -> Ends:
        """Up to where the group, in whatever process, has read each partition, or nothing is left to read before."""
        return await self._told(topic, self._passed)

    async def _told(self, topic: str, ask: Callable[[Any, list[TopicPartition]], Awaitable[Offsets]]) -> Ends:
        consumer = self._subscriber.consumer
        if consumer is None:
            return {}
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                parts = [TopicPartition(topic, part) for part in consumer.partitions_for_topic(topic) or ()]
                return {at.partition: offset for at, offset in (await ask(consumer, parts)).items()}
        except TimeoutError:
            log.warning("offsets not told", extra={"topic": topic})
            return {}

    async def _ends(self, consumer: Any, parts: list[TopicPartition]) -> Offsets:
        ends: Offsets = await consumer.end_offsets(parts)
        return ends

    async def _passed(self, consumer: Any, parts: list[TopicPartition]) -> Offsets:
        firsts = await consumer.beginning_offsets(parts)
        return {at: max(firsts[at], self._settled.get(at, 0), await consumer.committed(at) or 0) for at in parts}

    def resume(self, stopped: frozenset[str]) -> None:
        """Goes on with what is paused and not stopped any more."""
        consumer = self._subscriber.consumer
        if consumer is not None:
            consumer.resume(*(at for at in consumer.paused() if at.topic not in stopped))

    async def lag(self) -> int:
        """Records between this process's position and the ends of its partitions, as last seen."""
        consumer = self._subscriber.consumer
        behind = 0
        for at in consumer.assignment() if consumer is not None else ():
            end = consumer.highwater(at)
            behind += max(0, end - await consumer.position(at)) if end is not None else 0
        return behind


async def commit(consumer: Any, records: Sequence[Record]) -> None:
    assigned = {at: end for at, end in _after(records).items() if at in consumer.assignment()}
    try:
        if assigned:
            await consumer.commit(assigned)
    except (KafkaError, IllegalStateError):
        log.warning("offsets not committed")  # another member has the partition now and will see duplicates


def hold(consumer: Any, records: Sequence[Record]) -> None:
    """Pauses the partitions and goes back to their first record, so that nothing of a stopped topic is skipped."""
    firsts: dict[TopicPartition, int] = {}
    for record in records:
        firsts.setdefault(TopicPartition(record.topic, record.partition), record.offset)
    for at, first in firsts.items():
        if at in consumer.assignment():
            consumer.pause(at)
            consumer.seek(at, first)


def _after(records: Sequence[Record]) -> Offsets:
    return {TopicPartition(record.topic, record.partition): record.offset + 1 for record in records}
