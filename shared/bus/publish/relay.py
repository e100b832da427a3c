"""Sends the outbox's pending rows to Kafka. Polling finds every row; a wake-up only shortens the wait."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from datetime import timedelta
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

from shared.bus.consume.connection import Connection
from shared.bus.write import ledger, outbox
from shared.clock import now
from shared.contracts.cloudevent import CONTENT_TYPE
from shared.failpoint import failpoint
from shared.store import Document, Store
from shared.telemetry import messaging_spans

log: Final = logging.getLogger(__name__)

BATCH: Final = 1000
SEND_LIMIT: Final = 10.0
LARGEST_BATCH: Final = 120 * 1024
"""Bytes of a batch. A topic takes at most 128 KiB at once, and refuses a larger batch with every row in it."""

HEADERS: Final = [("content-type", CONTENT_TYPE.encode())]
FINAL: Final = (MessageSizeTooLargeError,)
FINAL_IF_LASTING: Final = (TopicAuthorizationFailedError, UnknownTopicOrPartitionError)
"""Refusals that count only after LASTING seconds: a broker that has just come back gives them for topics it has."""

LASTING: Final = 30.0
LATE: Final = timedelta(minutes=5)
"""Age at which a sent row has its key announced again; well within the time that heads reach back."""


class Producer:
    """The one Kafka producer of a process: made when it is needed, thrown away when it is in doubt.

    It is not idempotent, because an idempotent producer hangs without a broker. Rows that a thrown away producer still
    held stay pending in the store.
    """

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
        """Hands rows to the client; returns a future for each row's acknowledgement or refusal by broker or client.

        For a topic that does not exist the client waits five seconds at each row. So it is asked once for each such
        topic, and for all of them together, so that the rows of other topics leave.
        """
        producer = await self._started()
        new = list({row["topic"] for row in rows} - producer.client.cluster.topics())
        asked = zip(new, await asyncio.gather(*map(producer.partitions_for, new), return_exceptions=True), strict=True)
        missing = {topic: _refused(error) for topic, error in asked if isinstance(error, FINAL_IF_LASTING)}
        return [missing.get(row["topic"]) or await self.enqueue_one(row) for row in rows]

    async def enqueue_one(self, row: Document) -> asyncio.Future[Any]:
        producer, key = await self._started(), row["key"].encode()
        try:
            sent: asyncio.Future[Any] = await producer.send(row["topic"], row["body"], key=key, headers=HEADERS)
        except (*FINAL, *FINAL_IF_LASTING) as error:
            sent = _refused(error)
        return sent

    async def close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await _throw_away(producer)

    async def _started(self) -> AIOKafkaProducer:
        """Returns the producer, started for relay or heartbeat, whichever comes first."""
        if self._producer is None:
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
            partitioner=partition,
        )
        try:
            async with asyncio.timeout(SEND_LIMIT):
                await self._kafka.start(producer)
        except BaseException:
            await _throw_away(producer)
            raise
        return producer


class Relay:
    """Sends rows at least once and, per key, in order; a rare duplicate or inversion is caught by the consumer."""

    def __init__(self, store: Store, kafka: Connection, producer: Producer | None = None) -> None:
        self._store = store
        self._producer = producer or Producer(kafka)
        self._doubted: dict[str, float] = {}

    async def work(self) -> int:
        """Sends what is pending now, a batch at most; returns how many rows it read. Raises when Kafka is away."""
        rows = await outbox.to_send(self._store, BATCH)
        refused: set[str] = set()
        for turn in outbox.rounds(rows):
            refused |= await self._send_all([row for row in turn if row["key"] not in refused])
        return len(rows)

    async def publish(self, topic: str, key: str, body: bytes) -> None:
        """Sends a message of a bus topic, which has no row and no number."""
        await self._producer.send(topic, key, body)

    async def close(self) -> None:
        """Closes the producer; rows that were not acknowledged stay pending in the store."""
        await self._producer.close()

    async def _send_all(self, rows: list[Document]) -> set[str]:
        """Sends a round; returns keys whose row was refused for good. Other failures leave rows pending, and raise."""
        failpoint("relay.before_send")
        outcomes = await self._outcomes(rows)
        failpoint("relay.after_ack")
        results = list(zip(rows, outcomes, strict=True))
        sent = [row for row, outcome in results if not isinstance(outcome, BaseException)]
        at = now()
        if late := [row["key"] for row in sent if at - row["since"] > LATE]:
            await ledger.show_again(self._store, late, at)
        await outbox.mark(self._store, [row["_id"] for row in sent], outbox.SENT)
        failpoint("relay.after_mark")
        for row in sent if self._doubted else ():
            self._doubted.pop(row["topic"], None)  # a topic that took something is there
        refused = [(row, outcome) for row, outcome in results if self._is_refusal(row["topic"], outcome)]
        for row, outcome in refused:
            log.error("row refused", extra={"topic": row["topic"], "event": row["_id"]})
            await outbox.mark(self._store, [row["_id"]], outbox.REFUSED, type(outcome).__name__)
        if len(sent) + len(refused) < len(rows):
            await self.close()
            raise KafkaError("not acknowledged")
        return {row["key"] for row, _ in refused}

    async def _outcomes(self, rows: Sequence[Document]) -> Sequence[object]:
        try:
            with messaging_spans.sending(rows) as sent_with:
                async with asyncio.timeout(SEND_LIMIT):
                    waiting = await self._producer.enqueue(rows)
                    failpoint("relay.before_ack")
                    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
                if sent_with is not None:
                    sent_with(outcomes)
        except (TimeoutError, KafkaError):
            await self.close()
            raise
        return outcomes

    def _is_refusal(self, topic: str, outcome: object) -> bool:
        if isinstance(outcome, FINAL_IF_LASTING):
            return time.monotonic() - self._doubted.setdefault(topic, time.monotonic()) > LASTING
        return isinstance(outcome, FINAL)


def _refused(error: BaseException) -> asyncio.Future[Any]:
    refused: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    refused.set_exception(error)
    return refused


def partition(key: bytes, partitions: Sequence[int], available: Sequence[int]) -> int:
    """Chooses the partition as Kafka does. The client's hash is computed in Python, and keys recur, so it is cached."""
    return partitions[_hash(key) % len(partitions)]


@lru_cache(maxsize=16_384)
def _hash(key: bytes) -> int:
    return int(murmur2(key)) & 0x7FFFFFFF


async def _throw_away(producer: AIOKafkaProducer) -> None:
    """Closes the producer. Only here `_sender` is used: aiokafka's stop() waits for what cannot be sent any more."""
    try:
        async with asyncio.timeout(1.0):
            await producer.stop()
    except (TimeoutError, KafkaError):
        log.warning("producer thrown away")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await producer._sender.close()
                await producer.client.close()
