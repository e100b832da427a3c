"""The one Kafka producer of a process: made when it is needed, thrown away when it is doubted."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)
from aiokafka.partitioner import murmur2

from shared.bus.connection import Connection
from shared.contracts.cloudevent import CONTENT_TYPE
from shared.store import Document

log: Final = logging.getLogger(__name__)

SEND_LIMIT: Final = 10.0
LARGEST_BATCH: Final = 120 * 1024
"""A topic takes no more at once than 128 KiB; a larger batch would be refused with every row in it."""

HEADERS: Final = [("content-type", CONTENT_TYPE.encode())]
FINAL: Final = (MessageSizeTooLargeError,)
FINAL_IF_LASTING: Final = (TopicAuthorizationFailedError, UnknownTopicOrPartitionError)
"""A broker that has just come back says so of topics that it has; only for longer than this it means it."""


class Producer:
    """No idempotent one: it hangs without a broker. What a thrown away one still held stays pending in the store."""

    def __init__(self, kafka: Connection) -> None:
        self._kafka = kafka
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def send(self, topic: str, key: str, body: bytes) -> None:
        producer = await self._started()
        try:
            async with asyncio.timeout(SEND_LIMIT):
                await producer.send_and_wait(topic, body, key=key.encode(), headers=HEADERS)
        except (TimeoutError, KafkaError):
            await self.close()
            raise

    async def enqueue(self, rows: Sequence[Document]) -> list[asyncio.Future[Any]]:
        """Each row's acknowledgement to come; what the client itself refuses is a refusal like the broker's."""
        producer = await self._started()
        return [await _enqueue(producer, row) for row in rows]

    async def close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await _throw_away(producer)

    async def _started(self) -> AIOKafkaProducer:
        """For relay and heartbeat, whoever comes first."""
        async with self._starting:
            if self._producer is None:
                self._producer = await self._start()
            return self._producer

    async def _start(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            **self._kafka.options,
            acks="all",
            linger_ms=2,
            max_batch_size=LARGEST_BATCH,
            request_timeout_ms=5_000,
            partitioner=_partition,
        )
        try:
            async with asyncio.timeout(SEND_LIMIT):
                await self._kafka.start(producer)
        except BaseException:
            await _throw_away(producer)
            raise
        return producer


def _partition(key: bytes, partitions: Sequence[int], available: Sequence[int]) -> int:
    """Kafka's own way; the hash is the client's, in Python, and a key comes again and again."""
    return partitions[_hash(key) % len(partitions)]


@lru_cache(maxsize=16_384)
def _hash(key: bytes) -> int:
    return int(murmur2(key)) & 0x7FFFFFFF


async def _throw_away(producer: AIOKafkaProducer) -> None:
    try:
        async with asyncio.timeout(1.0):
            await producer.stop()
    except (TimeoutError, KafkaError):
        log.warning("producer thrown away")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await producer._sender.close()  # stop() waits for what cannot be sent any more
                await producer.client.close()


async def _enqueue(producer: AIOKafkaProducer, row: Document) -> asyncio.Future[Any]:
    """The row's acknowledgement to come; what the client itself refuses is a refusal like the broker's."""
    try:
        sent: asyncio.Future[Any] = await producer.send(
            row["topic"], row["body"], key=row["key"].encode(), headers=HEADERS
        )
    except (*FINAL, *FINAL_IF_LASTING) as error:
        sent = asyncio.get_running_loop().create_future()
        sent.set_exception(error)
    return sent
