"""Takes pending rows to Kafka. Polling is the truth; what rings the bell only shortens the wait."""

import asyncio
import logging
import time
from datetime import timedelta
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from shared.bus import ledger, outbox
from shared.bus.connection import Connection
from shared.bus.failpoint import failpoint
from shared.clock import now
from shared.contracts.envelope import CONTENT_TYPE
from shared.store import Document, Store
from shared.telemetry import courier

log: Final = logging.getLogger(__name__)

BATCH: Final = 1000
SEND_LIMIT: Final = 10.0
LARGEST_BATCH: Final = 120 * 1024
"""A topic takes no more at once than 128 KiB; a larger batch would be refused with every row in it."""

HEADERS: Final = [("content-type", CONTENT_TYPE.encode())]
FINAL: Final = (MessageSizeTooLargeError,)
FINAL_IF_LASTING: Final = (TopicAuthorizationFailedError, UnknownTopicOrPartitionError)
"""A broker that has just come back says so of topics that it has; only for longer than this it means it."""

LASTING: Final = 30.0
LATE: Final = timedelta(minutes=5)
"""Well within the time that heads reach back."""


class Relay:
    """At least once and, per key, in order; the rare duplicate or inversion dies at the consumer."""

    def __init__(self, store: Store, kafka: Connection) -> None:
        self._store = store
        self._kafka = kafka
        self._producer: AIOKafkaProducer | None = None
        self._doubted: dict[str, float] = {}
        self._starting = asyncio.Lock()

    async def work(self) -> int:
        """Sends what is pending now, a batch at most; says how many rows left. Raises when Kafka is away."""
        rows = await outbox.to_send(self._store, BATCH)
        refused: set[str] = set()
        for turn in outbox.rounds(rows):
            refused |= await self._send_all([row for row in turn if row["key"] not in refused])
        return len(rows)

    async def publish(self, topic: str, key: str, body: bytes) -> None:
        """Sends a message of a bus topic, which has no row and no number."""
        producer = await self._started()
        try:
            async with asyncio.timeout(SEND_LIMIT):
                await producer.send_and_wait(topic, body, key=key.encode(), headers=HEADERS)
        except (TimeoutError, KafkaError):
            await self.close()
            raise

    async def close(self) -> None:
        """Throws the producer away; what it still held stays pending in the store."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await _throw_away(producer)

    async def _send_all(self, rows: list[Document]) -> set[str]:
        """One round; the keys whose row was refused for good. Any other failure leaves its rows pending and raises."""
        producer = await self._started()
        failpoint("relay.before_send")
        try:
            with courier.sending(rows) as sent_with:
                async with asyncio.timeout(SEND_LIMIT):
                    waiting = [await _enqueue(producer, row) for row in rows]
                    failpoint("relay.before_ack")
                    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
                if sent_with is not None:
                    sent_with(outcomes)
        except (TimeoutError, KafkaError):
            await self.close()
            raise
        failpoint("relay.after_ack")
        results = list(zip(rows, outcomes, strict=True))
        sent = [row for row, outcome in results if not isinstance(outcome, BaseException)]
        if late := [row["key"] for row in sent if now() - row["since"] > LATE]:
            await ledger.show_again(self._store, late, now())
        await outbox.mark(self._store, [row["_id"] for row in sent], outbox.SENT)
        failpoint("relay.after_mark")
        refused = [(row, outcome) for row, outcome in results if self._is_refusal(row["topic"], outcome)]
        for row, outcome in refused:
            log.error("row refused", extra={"topic": row["topic"], "event": row["_id"]})
            await outbox.mark(self._store, [row["_id"]], outbox.REFUSED, type(outcome).__name__)
        if len(sent) + len(refused) < len(rows):
            await self.close()
            raise KafkaError("not acknowledged")
        return {row["key"] for row, _ in refused}

    def _is_refusal(self, topic: str, outcome: object) -> bool:
        if isinstance(outcome, FINAL_IF_LASTING):
            return time.monotonic() - self._doubted.setdefault(topic, time.monotonic()) > LASTING
        self._doubted.pop(topic, None)
        return isinstance(outcome, FINAL)

    async def _started(self) -> AIOKafkaProducer:
        """One producer for relay and heartbeat, whoever comes first."""
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
        )
        try:
            async with self._kafka.told_apart(), asyncio.timeout(SEND_LIMIT):
                await producer.start()
        except BaseException:
            await _throw_away(producer)
            raise
        return producer


async def _throw_away(producer: AIOKafkaProducer) -> None:
    try:
        async with asyncio.timeout(1.0):
            await producer.stop()
    except (TimeoutError, KafkaError):
        log.warning("producer thrown away")
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
