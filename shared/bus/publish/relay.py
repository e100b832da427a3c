"""Takes pending rows to Kafka. Polling is the truth; what rings the bell only shortens the wait."""

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from aiokafka.errors import KafkaError

from shared.bus.consume.connection import Connection
from shared.bus.publish.producer import FINAL, FINAL_IF_LASTING, SEND_LIMIT, Producer
from shared.bus.write import ledger, outbox
from shared.clock import now
from shared.failpoint import failpoint
from shared.store import Document, Store
from shared.telemetry import courier

log: Final = logging.getLogger(__name__)

BATCH: Final = 1000
LASTING: Final = 30.0
LATE: Final = timedelta(minutes=5)
"""Well within the time that heads reach back."""


class Relay:
    """At least once and, per key, in order; the rare duplicate or inversion dies at the consumer."""

    def __init__(self, store: Store, kafka: Connection) -> None:
        self._store = store
        self._producer = Producer(kafka)
        self._doubted: dict[str, float] = {}

    async def work(self) -> int:
        """Sends what is pending now, a batch at most; says how many rows left. Raises when Kafka is away."""
        rows = await outbox.to_send(self._store, BATCH)
        refused: set[str] = set()
        for turn in outbox.rounds(rows):
            refused |= await self._send_all([row for row in turn if row["key"] not in refused])
        return len(rows)

    async def publish(self, topic: str, key: str, body: bytes) -> None:
        """Sends a message of a bus topic, which has no row and no number."""
        await self._producer.send(topic, key, body)

    async def close(self) -> None:
        """What was not acknowledged stays pending in the store."""
        await self._producer.close()

    async def _send_all(self, rows: list[Document]) -> set[str]:
        """One round; the keys whose row was refused for good. Any other failure leaves its rows pending and raises."""
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
        self._believe(sent)
        if len(sent) == len(rows):
            return set()
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
            with courier.sending(rows) as sent_with:
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

    def _believe(self, sent: Sequence[Document]) -> None:
        """A topic that took something is there."""
        if self._doubted:
            for row in sent:
                self._doubted.pop(row["topic"], None)

    def _is_refusal(self, topic: str, outcome: object) -> bool:
        if isinstance(outcome, FINAL_IF_LASTING):
            return time.monotonic() - self._doubted.setdefault(topic, time.monotonic()) > LASTING
        return isinstance(outcome, FINAL)
