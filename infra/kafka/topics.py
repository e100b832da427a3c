import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.bus import Connection
from shared.contracts.cloudevent import LIMIT

ONE_DAY_MS = 86_400_000
OF_THE_RECORD = 64 * 1024
"""Bytes that a record may need beyond its event."""
MOST_COPIES = 3


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
    """Creates the missing topics and leaves the others as they are; returns when every partition has a leader."""
    wanted = list(topics)
    admin = AIOKafkaAdminClient(**connection.options)
    await admin.start()
    try:
        replicas = await _copies(admin)
        agreed = {"min.insync.replicas": str(max(1, replicas - 1))}
        answer = await admin.create_topics(
            [NewTopic(each.name, each.partitions, replicas, topic_configs=each.settings | agreed) for each in wanted]
        )
        for name, code, *_ in answer.topic_errors:
            error = for_code(code)
            if error.errno not in (0, TopicAlreadyExistsError.errno):
                raise error(name)
        while await _leaderless(admin, [each.name for each in wanted]):  # noqa: ASYNC110 - the broker notifies nobody
            await asyncio.sleep(0.05)
    finally:
        await admin.close()


async def _copies(admin: AIOKafkaAdminClient) -> int:
    """Returns the number of copies: one on each broker, three at most."""
    return min(len((await admin.describe_cluster())["brokers"]), MOST_COPIES)


async def _leaderless(admin: AIOKafkaAdminClient, names: list[str]) -> bool:
    described = await admin.describe_topics(names)
    return any(
        topic["error_code"] or any(part["error_code"] or part["leader"] < 0 for part in topic["partitions"])
        for topic in described
    )
