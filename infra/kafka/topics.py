"""Creates topics with the settings that the catalogue and the number of brokers ask for."""

import asyncio
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code

from shared.bus import Connection
from shared.contracts.cloudevent import LIMIT

ONE_DAY_MS = 86_400_000
OF_THE_RECORD = 64 * 1024
"""Bytes that a record may need beyond its event."""
MOST_COPIES = 3
LEADERS_WITHIN: Final = 60.0
"""Seconds until every partition must have a leader; generous, since the brokers may just have started."""


@dataclass(frozen=True)
class Wanted:
    name: str
    partitions: int = 1
    retention_days: int = 7
    largest_event: int = LIMIT

    @property
    def settings(self) -> dict[str, str]:
        return {
            "retention.ms": str(self.retention_days * ONE_DAY_MS),
            "segment.ms": str(ONE_DAY_MS),
            "max.message.bytes": str(self.largest_event + OF_THE_RECORD),
            "message.timestamp.type": "LogAppendTime",  # a sender's wrong clock would get records refused or deleted
        }


async def create(connection: Connection, topics: Iterable[Wanted]) -> None:
    """Creates the missing topics and leaves the others as they are; returns when every partition has a leader.

    A topic that is being deleted exists still when it is to be created, and is unknown then: it is created once more.
    Raises TimeoutError with the names of the topics that lack a leader after `LEADERS_WITHIN` seconds.
    """
    wanted = {each.name: each for each in topics}
    admin = AIOKafkaAdminClient(**connection.options)
    await admin.start()
    try:
        existed = await _create(admin, wanted.values())
        until = time.monotonic() + LEADERS_WITHIN
        while leaderless := await _leaderless(admin, wanted):
            if time.monotonic() > until:
                raise TimeoutError(f"no leader after {LEADERS_WITHIN:.0f} s: {', '.join(sorted(leaderless))}")
            if gone := {name for name in existed if leaderless.get(name) == UnknownTopicOrPartitionError.errno}:
                existed -= gone - await _create(admin, [wanted[name] for name in gone])
            await asyncio.sleep(0.05)
    finally:
        await admin.close()


async def _create(admin: AIOKafkaAdminClient, wanted: Collection[Wanted]) -> set[str]:
    """Creates the topics; returns the names of those that exist already. Raises KafkaError for any other refusal."""
    replicas = await _copies(admin)
    agreed = {"min.insync.replicas": str(max(1, replicas - 1))}
    answer = await admin.create_topics(
        [NewTopic(each.name, each.partitions, replicas, topic_configs=each.settings | agreed) for each in wanted]
    )
    existed = set()
    for name, code, *_ in answer.topic_errors:
        error = for_code(code)
        if error.errno == TopicAlreadyExistsError.errno:
            existed.add(name)
        elif error.errno:
            raise error(name)
    return existed


async def _copies(admin: AIOKafkaAdminClient) -> int:
    """Returns the number of copies: one on each broker, three at most."""
    return min(len((await admin.describe_cluster())["brokers"]), MOST_COPIES)


async def _leaderless(admin: AIOKafkaAdminClient, names: Iterable[str]) -> dict[str, int]:
    """Returns the topics of which a partition lacks a leader, with the error code of the topic, 0 for none."""
    described = await admin.describe_topics(list(names))
    return {
        topic["topic"]: topic["error_code"]
        for topic in described
        if topic["error_code"] or any(part["error_code"] or part["leader"] < 0 for part in topic["partitions"])
    }
