"""A Kafka client of one user, which tries what the user may do."""

import json
from collections.abc import Iterable
from typing import Any

from aiokafka.client import AIOKafkaClient, CoordinationType
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    GroupCoordinatorNotAvailableError,
    NoError,
    NotLeaderForPartitionError,
    TopicAuthorizationFailedError,
)
from aiokafka.protocol.fetch import FetchRequest
from confluent_kafka import KafkaError, KafkaException, Producer
from confluent_kafka.admin import AclBinding, AdminClient, NewTopic
from confluent_kafka.admin import AclOperation as Operation
from confluent_kafka.admin import AclPermissionType as Permission
from confluent_kafka.admin import ResourcePatternType as Pattern
from confluent_kafka.admin import ResourceType as Resource

from infra.kafka.admin import librdkafka
from shared.bus import Connection

PATIENCE = 20.0
LARGEST = 60 * 1024
ALLOWED = (NoError.errno, NotLeaderForPartitionError.errno)
"""Errors of an allowed fetch; the second one, since rights are checked before the partition is looked for."""

REFUSED = {KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.CLUSTER_AUTHORIZATION_FAILED}


def writes(connection: Connection, topics: Iterable[str]) -> set[str]:
    """Returns the topics that take a record from this user; raises AssertionError for any failure but a refusal."""
    outcomes: dict[str, KafkaError | None] = {}
    producer = Producer(librdkafka(connection) | {"message.timeout.ms": int(PATIENCE * 1000)})
    for topic in topics:
        producer.produce(
            topic, b"tried", partition=0, on_delivery=lambda error, record: outcomes.update({record.topic(): error})
        )
    producer.flush(PATIENCE)
    assert set(outcomes) == set(topics)
    assert all(error is None or error.code() in REFUSED for error in outcomes.values())
    return {topic for topic, error in outcomes.items() if error is None}


def throttled(connection: Connection, topic: str, size: float) -> float:
    """Writes so many bytes; returns the longest throttling in seconds that the broker told the client."""
    longest = [0.0]

    def told(report: str) -> None:
        brokers = json.loads(report)["brokers"].values()
        longest.append(max((broker["throttle"]["max"] for broker in brokers), default=0) / 1000)

    producer = Producer(librdkafka(connection) | {"statistics.interval.ms": 200, "stats_cb": told, "linger.ms": 0})
    for _ in range(int(size // LARGEST)):
        producer.produce(topic, bytes(LARGEST), partition=0)
        producer.poll(0)
    producer.flush(PATIENCE)
    producer.poll(0.5)
    return max(longest)


async def reads(connection: Connection, topics: Iterable[str]) -> set[str]:
    """Returns the topics that the broker lets this user fetch from.

    Asks in the broker's protocol, because a client with assigned partitions waits for ever where it is refused.
    """
    client = AIOKafkaClient(**connection.options)
    await client.bootstrap()
    try:
        broker = next(iter(client.cluster.brokers())).nodeId
        asked = FetchRequest(0, 0, 65_536, 0, [(topic, [(0, 0, 1024)]) for topic in topics])
        answer = await client.send(broker, asked)
    finally:
        await client.close()
    codes = {topic: partitions[0][1] for topic, partitions in answer.topics}
    assert set(codes) == set(topics)
    refused = {topic for topic, code in codes.items() if code == TopicAuthorizationFailedError.errno}
    assert all(codes[topic] in ALLOWED for topic in set(topics) - refused), codes
    return set(topics) - refused


async def joins(connection: Connection, groups: Iterable[str]) -> set[str]:
    """Returns the consumer groups whose coordinator answers this user."""
    client = AIOKafkaClient(**connection.options)
    await client.bootstrap()
    refused = set()
    try:
        for group in groups:
            try:
                await client.coordinator_lookup(CoordinationType.GROUP, group)
            except GroupAuthorizationFailedError:
                refused.add(group)
            except GroupCoordinatorNotAvailableError:
                continue  # too early after the broker's start, but allowed to ask
    finally:
        await client.close()
    return set(groups) - refused


def administers(connection: Connection) -> bool:
    """Whether the user may give itself a right or make a topic."""
    admin = AdminClient(librdkafka(connection))
    everything = ("*", Pattern.LITERAL, f"User:{connection.user}", "*", Operation.ALL, Permission.ALLOW)
    asked: list[Any] = [
        *admin.create_acls([AclBinding(Resource.TOPIC, *everything)]).values(),
        *admin.create_topics([NewTopic("lotse.intake.another", 1, 1)]).values(),
    ]
    succeeded = [one for one in asked if _succeeds(one)]
    return bool(succeeded)


def _succeeds(asked: Any) -> bool:
    try:
        asked.result(PATIENCE)
    except KafkaException as error:
        return _refused(error)
    return True


def _refused(error: KafkaException) -> bool:
    """Returns False for a refusal and raises any other failure, so that none is taken for a refusal."""
    if error.args[0].code() not in REFUSED:
        raise error
    return False
