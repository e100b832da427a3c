"""Takes records from Kafka in batches and commits exactly their offsets, after the store has them.

The only file that knows FastStream. Its parser and decoder never look into a record, because what they raise on is
skipped by the library; decoding is ours and comes before the handlers.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Literal

from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.security import SASLScram256, SASLScram512

from shared.bus.consume.connection import Connection, RefusedByBroker
from shared.bus.consume.decode import Record
from shared.bus.consume.subscription import Subscription, commit, hold
from shared.failpoint import failpoint
from shared.store import AWAY

log: Final = logging.getLogger(__name__)

Take = Callable[[Sequence[Record]], Awaitable[frozenset[str]]]
"""Settles every record, or raises one of AWAY; returns the topics that are stopped and of which nothing was taken."""

Listen = Callable[[Sequence[Record]], Awaitable[None]]

Receive = Callable[[KafkaMessage], Awaitable[None]]

Since = Literal["earliest", "latest"]

SLOWEST: Final = 15.0
NEW_TOPICS_AFTER: Final = 3_000
"""Milliseconds until a subscription by pattern sees a topic that was made meanwhile."""
LONGEST_FETCH: Final = 1_500
"""Milliseconds, on bus topics. A partition just emptied waits for the fetch under way: elsewhere people would mind."""
MECHANISMS: Final = {"SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}
SAFE: Final[dict[str, Any]] = {
    "ack_policy": AckPolicy.MANUAL,
    "auto_offset_reset": "earliest",
    "batch": True,
    "max_records": 500,
    "batch_timeout_ms": 1_000,
    "session_timeout_ms": 6_000,
    "heartbeat_interval_ms": 2_000,
    "max_poll_interval_ms": 24 * 3_600_000,
}


def broker_for(kafka: Connection) -> KafkaBroker:
    return KafkaBroker(
        kafka.bootstrap.split(","),
        security=MECHANISMS[kafka.mechanism](kafka.user, kafka.password) if kafka.user else None,
        logger=None,
        graceful_timeout=3,
        allow_auto_create_topics=False,
        consumer_only=True,
        metadata_max_age_ms=NEW_TOPICS_AFTER,
    )


def subscribe(
    broker: KafkaBroker,
    group: str,
    topics: Sequence[str],
    take: Take,
    instance: str | None,
    *,
    pattern: str | None = None,
) -> Subscription:
    """One batch subscriber of the group; while the store is away it waits and keeps its partitions."""

    async def receive(message: KafkaMessage) -> None:
        records: tuple[Record, ...] = message.raw_message
        failpoint("subscriber.before_store")
        stopped = await _until_the_store_is_back(lambda: take(records))
        failpoint("subscriber.before_offsets")
        settled = [record for record in records if record.topic not in stopped]
        subscription.settle(settled)
        await commit(message.consumer, settled)
        failpoint("subscriber.after_offsets")
        hold(message.consumer, [record for record in records if record.topic in stopped])

    options = {"group_id": group, "group_instance_id": instance, "pattern": pattern}
    subscription = Subscription(_blind(broker, topics, receive, **options))
    return subscription


def overhear(broker: KafkaBroker, topics: Sequence[str], listen: Listen, since: Since = "latest") -> None:
    """Bus topics: every process hears every message from now on or from the beginning, and nothing is committed."""

    async def receive(message: KafkaMessage) -> None:
        await listen(message.raw_message)

    _blind(broker, topics, receive, auto_offset_reset=since, fetch_max_wait_ms=LONGEST_FETCH)


def _blind(broker: KafkaBroker, topics: Sequence[str], receive: Receive, **options: Any) -> Any:
    async def parse(batch: tuple[Record, ...]) -> KafkaMessage:
        return KafkaMessage(body=b"", raw_message=batch, consumer=subscriber.consumer, message_id="", correlation_id="")

    async def look_away(_: KafkaMessage) -> None:
        return None

    subscriber: Any = broker.subscriber(*topics, parser=parse, decoder=look_away, **(SAFE | options))
    subscriber(receive)
    return subscriber


async def keep_started(broker: KafkaBroker, kafka: Connection) -> None:
    """Kafka may be away at the start; HTTP does not wait for it."""
    delay = 0.5
    while True:
        try:
            return await kafka.start(broker)
        except RefusedByBroker:
            await broker.stop()
            log.error("the broker is there, but refuses this service's user or password")
        except KafkaError:
            await broker.stop()
            log.warning("broker away")
        await asyncio.sleep(delay)
        delay = min(delay * 2, SLOWEST)


async def _until_the_store_is_back(work: Callable[[], Awaitable[frozenset[str]]]) -> frozenset[str]:
    delay = 0.1
    while True:
        try:
            return await work()
        except Exception as error:  # the library would go on to the next batch, and commit past this one
            log.warning(
                "store away" if isinstance(error, AWAY) else "batch failed", extra={"reason": type(error).__name__}
            )
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5.0)
