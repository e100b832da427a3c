"""Takes records of outsiders' topics that nobody took: an offset of the group is no proof that a record was taken.

Anybody who gets into the group, or at its offsets, can let records pass unread, and these topics have no numbers that
show a gap. So each topic is read a second time, up to its end, and compared with what the store knows of it.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError

from shared.bus.consume.connection import Connection, RefusedByBroker
from shared.bus.consume.consumer import Take
from shared.bus.consume.dead_letters import DEAD_LETTERS, id_of
from shared.bus.consume.decode import DecodedEvent, EventDecoder, Record, dead_letter
from shared.bus.consume.external import EXTERNAL, external_group
from shared.bus.repair.high_water_marks import CHECKPOINTS
from shared.contracts import catalogue
from shared.store import Store
from shared.telemetry.metrics import MISSED

log: Final = logging.getLogger(__name__)

AT_ONCE: Final = 200
LONGEST: Final = 300.0
"""Seconds for one look at all topics, because for a topic that is removed meanwhile no end comes."""
SOON: Final = 15.0
"""Seconds until the next try while the broker is away."""


@dataclass(frozen=True)
class ExternalTopics:
    """Compares topics with the store. `take`, that of the subscription, drops known records; `pause` is in seconds."""

    store: Store
    service: str
    kafka: Connection
    decoder: EventDecoder
    take: Take
    pause: float

    async def keep_comparing(self) -> None:
        """Compares at once, then waits; to be run for ever."""
        try:
            async with asyncio.timeout(LONGEST):
                await self.compare()
        except (KafkaError, RefusedByBroker, TimeoutError):
            log.warning("broker away")
            await asyncio.sleep(min(SOON, self.pause))
        else:
            await asyncio.sleep(self.pause)

    async def compare(self) -> int:
        """Reads each topic from where it was compared before, and takes what nobody took.

        Returns how many of them the group had passed, which is an alarm; a record not passed yet is only early.
        """
        MISSED.labels(self.service)
        names = await self._topics()
        if not names:
            return 0
        passed, missed = await self._passed(), 0
        async with self._consumer(*names) as consumer:
            ends = await self._seek(consumer)
            while any([await consumer.position(at) < end for at, end in ends.items()]):
                for at, records in (await consumer.getmany(timeout_ms=500, max_records=AT_ONCE)).items():
                    unknown = [record for record in records if not await self._is_known(record)]
                    lost = [each for each in unknown if each.offset < passed.get(at, 0)]
                    missed += len(lost)
                    if not await self._settle(at, unknown, lost, records[-1].offset + 1):
                        consumer.pause(at)
                        del ends[at]
        return missed

    async def _settle(self, at: TopicPartition, unknown: Sequence[Record], lost: Sequence[Record], end: int) -> bool:
        """Takes the unknown records and moves the checkpoint; False if the topic is stopped: all behind then waits."""
        if lost:
            MISSED.labels(self.service).inc(len(lost))
            log.error("records were passed unread", extra={"topic": at.topic, "records": len(lost)})
        if unknown and at.topic in await self.take(unknown):
            return False
        await self.store[CHECKPOINTS].update_one({"_id": _checkpoint(at)}, {"$set": {"through": end}}, upsert=True)
        return True

    async def _is_known(self, record: Record) -> bool:
        """Whether the store has the event with these bytes, or the record as a dead letter."""
        read = self.decoder.external(record)
        if isinstance(read, DecodedEvent):
            taken = {"_id": read.name, "digest": read.digest}
            if await self.store[EXTERNAL].find_one(taken, {"_id": 1}) is not None:
                return True
        letter = {"_id": id_of(dead_letter(record, ""))}
        return await self.store[DEAD_LETTERS].find_one(letter, {"_id": 1}) is not None

    async def _seek(self, consumer: AIOKafkaConsumer) -> dict[TopicPartition, int]:
        """Seeks to where each was compared before, or to its beginning if that is out of range; returns the ends."""
        parts = list(consumer.assignment())
        firsts, ends = await consumer.beginning_offsets(parts), await consumer.end_offsets(parts)
        for at in parts:
            row = await self.store[CHECKPOINTS].find_one({"_id": _checkpoint(at)})
            through = row["through"] if row else firsts[at]
            consumer.seek(at, through if firsts[at] <= through <= ends[at] else firsts[at])
        return dict(ends)

    async def _passed(self) -> dict[TopicPartition, int]:
        """Returns the offsets up to which the group says that it has read."""
        admin = AIOKafkaAdminClient(**self.kafka.options)
        try:
            await self.kafka.start(admin)
            offsets = await admin.list_consumer_group_offsets(external_group(self.service))
        except GroupCoordinatorNotAvailableError:
            return {}  # on a new broker nobody has read anything
        finally:
            await admin.close()
        return {at: said.offset for at, said in offsets.items()}

    async def _topics(self) -> list[str]:
        patterns = [topic.pattern for topic in catalogue.consumed_by(self.service) if topic.kind == "external"]
        async with self._consumer() as consumer:
            return [name for name in await consumer.topics() if any(re.fullmatch(each, name) for each in patterns)]

    @asynccontextmanager
    async def _consumer(self, *names: str) -> AsyncIterator[AIOKafkaConsumer]:
        """Opens a consumer that is in no group: it has every partition, and commits nothing."""
        consumer = AIOKafkaConsumer(*names, **self.kafka.options)
        try:
            await self.kafka.start(consumer)
            yield consumer
        finally:
            await consumer.stop()


def _checkpoint(at: TopicPartition) -> str:
    return f"external|{at.topic}|{at.partition}"
