"""Takes records from Kafka in batches and commits exactly their offsets, after the store has them.

The only file that knows FastStream. Parser and decoder never look into a record, because the library skips a record on
which they raise; decoding is our own and comes before the handlers.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import chain
from typing import Any, Final, Literal

from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.security import SASLScram256, SASLScram512

from shared.bus.consume.connection import Connection, RefusedByBroker
from shared.bus.consume.decode import Record
from shared.failpoint import failpoint
from shared.store import AWAY

log: Final = logging.getLogger(__name__)

Take = Callable[[Sequence[Record]], Awaitable[frozenset[str]]]
"""Settles every record, or raises one of AWAY; returns the stopped topics, of which nothing was taken."""

Broker = KafkaBroker

Listen = Callable[[Sequence[Record]], Awaitable[None]]

Ends = dict[int, int]
"""Offsets by partition."""

Offsets = dict[TopicPartition, int]

SLOWEST: Final = 15.0
NEW_TOPICS_AFTER: Final = 3_000
"""Milliseconds until a subscription by pattern sees a topic that was made meanwhile."""
LONGEST_FETCH: Final = 1_500
"""Milliseconds, on bus topics only: an emptied partition waits for the fetch under way, which people would notice."""
LONGEST_WAIT: Final = 5.0
"""Seconds to wait at most for a topic's offsets, because the caller reads nothing else meanwhile.

For a partition that exists no more, the library would ask for 40 s or without end.
"""
LASTING: Final = 15.0
LOOK_EVERY: Final = 1.0
FEW: Final = 500
MANY: Final = 2_000
"""Records in a batch: many if they are handled together, so that one commit and its commands serve all of them."""
MECHANISMS: Final = {"SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}
SAFE: Final[dict[str, Any]] = {
    "ack_policy": AckPolicy.MANUAL,
    "auto_offset_reset": "earliest",
    "batch": True,
    "max_records": FEW,
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


class Polls:
    """Polls for records without a pause, and notices a consumer that cannot recover by itself.

    The only place that replaces a part of FastStream: its own `get_msg` sleeps after a poll in vain as long as that
    took, so records that come meanwhile are read up to a second late. And aiokafka lets a consumer's heartbeat die at
    an answer that it does not foresee, such as "still loading" from a broker that was killed and is back, and does not
    start it again: from then on every poll fails.
    """

    def __init__(self, subscriber: Any) -> None:
        self._failing_since: float | None = None
        self._asked_for = {"timeout_ms": subscriber.batch_timeout_ms, "max_records": subscriber.max_records}
        subscriber.get_msg = self._poll

    def failed_for(self) -> float:
        return 0.0 if self._failing_since is None else time.monotonic() - self._failing_since

    def forget(self) -> None:
        self._failing_since = None

    async def _poll(self, consumer: Any) -> tuple[Record, ...]:
        try:
            found = await consumer.getmany(**self._asked_for)
        except Exception:
            if self._failing_since is None:
                self._failing_since = time.monotonic()
            raise
        self.forget()
        return tuple(chain(*found.values()))


async def until_in_vain(all_polls: Iterable[Polls]) -> None:
    """Returns when one of the polls has failed for so long that it will not recover by itself."""
    watched = tuple(all_polls)
    while max(polls.failed_for() for polls in watched) < LASTING:  # noqa: ASYNC110 - time passes without an event
        await asyncio.sleep(LOOK_EVERY)
    log.error("subscriptions broken")
    for polls in watched:
        polls.forget()


class Subscription:
    """A batch subscriber of a group; while the store is away it waits and keeps its partitions.

    The offsets that this process has settled outlive a restart of the consumer; all else is asked of the current one.
    """

    def __init__(
        self,
        broker: KafkaBroker,
        group: str,
        topics: Sequence[str],
        take: Take,
        *,
        instance: str | None = None,
        pattern: str | None = None,
        most: int = FEW,
        commit_last: bool = True,
    ) -> None:
        self._take = take
        self._commit_last = commit_last
        self._settled: Offsets = {}
        options = {"group_id": group, "group_instance_id": instance, "pattern": pattern, "max_records": most}
        self._subscriber = _subscriber(broker, topics, self._receive, **options)

    async def ends(self, topic: str) -> Ends:
        """Returns the current end offset of each partition; empty while there is no consumer or no answer."""
        return await self._asked(topic, lambda consumer, parts: consumer.end_offsets(parts))

    async def passed(self, topic: str) -> Ends:
        """Returns the offsets up to which the group, in whatever process, has read, or nothing is left to read."""
        return await self._asked(topic, self._passed)

    def resume(self, stopped: frozenset[str]) -> None:
        """Resumes partitions that are paused and whose topic is not stopped any more."""
        consumer = self._subscriber.consumer
        if consumer is not None:
            consumer.resume(*(at for at in consumer.paused() if at.topic not in stopped))

    async def lag(self) -> int:
        """Returns how many records lie between this process's position and the last seen ends of its partitions."""
        consumer = self._subscriber.consumer
        behind = 0
        for at in consumer.assignment() if consumer is not None else ():
            end = consumer.highwater(at)
            behind += max(0, end - await consumer.position(at)) if end is not None else 0
        return behind

    async def _receive(self, message: KafkaMessage) -> None:
        records: tuple[Record, ...] = message.raw_message
        if not self._commit_last:
            await _commit(message.consumer, records)
        failpoint("subscriber.before_store")
        stopped = await _until_the_store_is_back(lambda: self._take(records))
        failpoint("subscriber.before_offsets")
        settled = [record for record in records if record.topic not in stopped]
        self._settled.update(_after(settled))
        await _commit(message.consumer, settled)
        failpoint("subscriber.after_offsets")
        _hold(message.consumer, [record for record in records if record.topic in stopped])

    async def _asked(self, topic: str, ask: Callable[[Any, list[TopicPartition]], Awaitable[Offsets]]) -> Ends:
        consumer = self._subscriber.consumer
        if consumer is None:
            return {}
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                parts = [TopicPartition(topic, part) for part in consumer.partitions_for_topic(topic) or ()]
                return {at.partition: offset for at, offset in (await ask(consumer, parts)).items()}
        except TimeoutError:
            log.warning("no offsets known", extra={"topic": topic})
            return {}

    async def _passed(self, consumer: Any, parts: list[TopicPartition]) -> Offsets:
        firsts = await consumer.beginning_offsets(parts)
        return {at: max(firsts[at], self._settled.get(at, 0), await consumer.committed(at) or 0) for at in parts}


def listen_to(
    broker: KafkaBroker, topics: Sequence[str], listen: Listen, since: Literal["earliest", "latest"] = "latest"
) -> None:
    """Subscribes to bus topics: each process reads all messages, from now or the beginning; nothing is committed."""

    async def receive(message: KafkaMessage) -> None:
        await listen(message.raw_message)

    _subscriber(broker, topics, receive, auto_offset_reset=since, fetch_max_wait_ms=LONGEST_FETCH)


async def keep_started(broker: KafkaBroker, kafka: Connection) -> None:
    """Tries until the broker is started: Kafka may be away at the start, and HTTP does not wait for it."""
    delay = 0.5
    while True:
        try:
            return await kafka.start(broker)
        except RefusedByBroker:
            log.error("the broker is there, but refuses this service's user or password")
        except KafkaError:
            log.warning("broker away")
        await broker.stop()
        await asyncio.sleep(delay)
        delay = min(delay * 2, SLOWEST)


def _subscriber(
    broker: KafkaBroker, topics: Sequence[str], receive: Callable[[KafkaMessage], Awaitable[None]], **options: Any
) -> Any:
    async def parse(batch: tuple[Record, ...]) -> KafkaMessage:
        return KafkaMessage(body=b"", raw_message=batch, consumer=subscriber.consumer, message_id="", correlation_id="")

    async def look_away(_: KafkaMessage) -> None:
        return None

    subscriber: Any = broker.subscriber(*topics, parser=parse, decoder=look_away, **(SAFE | options))
    subscriber(receive)
    return subscriber


async def _until_the_store_is_back(work: Callable[[], Awaitable[frozenset[str]]]) -> frozenset[str]:
    delay = 0.1
    while True:
        try:
            return await work()
        except Exception as error:  # the library would go on to the next batch, and commit past this one
            said = "store away" if isinstance(error, AWAY) else "batch failed"
            log.warning(said, extra={"reason": type(error).__name__})
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5.0)


async def _commit(consumer: Any, records: Sequence[Record]) -> None:
    assigned = {at: end for at, end in _after(records).items() if at in consumer.assignment()}
    try:
        if assigned:
            await consumer.commit(assigned)
    except (KafkaError, IllegalStateError):
        log.warning("offsets not committed")  # another member has the partition now and will see duplicates


def _hold(consumer: Any, records: Sequence[Record]) -> None:
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
