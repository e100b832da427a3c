"""Finds what makes a broker unsafe to rely on, one sentence for each reason."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from shared.bus.consume.connection import Connection, RefusedByBroker
from shared.contracts.catalogue import TOPICS
from shared.settings import Settings

Profile = Literal["demo", "production"]
Values = Mapping[str, str]

PATIENCE: Final = 5.0
FEWEST_COPIES: Final[Mapping[Profile, int]] = {"demo": 1, "production": 2}
SPARE: Final = timedelta(days=2)
FOR_EVER: Final = -1


@dataclass(frozen=True)
class Terms:
    """Number of brokers that must have a record before it counts, and how long a restore must find it."""

    copies: int
    kept: timedelta

    @classmethod
    def of(cls, settings: Settings) -> "Terms":
        return cls(FEWEST_COPIES[settings.profile], timedelta(days=settings.backup_days) + SPARE)


async def unsafe_broker(settings: Settings) -> list[str]:
    """Returns the reasons; none while the broker is away or refuses us, because nothing is known of it then."""
    facts = [row.name for row in TOPICS if row.kind in ("facts", "state") and not row.opaque]
    try:
        async with asyncio.timeout(PATIENCE):
            broker, topics = await _ask(Connection.of(settings), facts)
    except (TimeoutError, KafkaError, RefusedByBroker):
        return []
    return [*([] if _lifted(settings) else unsafe_making(broker)), *unsafe_topics(topics, Terms.of(settings))]


def _lifted(settings: Settings) -> bool:
    """Whether the one check is left out that noida, the demo's broker from a single package, cannot pass."""
    return settings.broker == "noida" and settings.profile == "demo"


def unsafe_making(broker: Values) -> Iterator[str]:
    if broker.get("auto.create.topics.enable") != "false":
        yield "The broker makes topics by itself (auto.create.topics.enable): a misspelt one would swallow events."


def unsafe_topics(topics: Mapping[str, Values], terms: Terms) -> Iterator[str]:
    few = [name for name, values in topics.items() if int(values["min.insync.replicas"]) < terms.copies]
    if few:
        yield f"Fewer than {terms.copies} brokers acknowledge a record of {_named(few)} (min.insync.replicas)."
    short = [name for name, values in topics.items() if _kept(values) < terms.kept]
    if short:
        yield f"The broker keeps {_named(short)} for less than {terms.kept.days} days: a restore would lack events."


def _kept(values: Values) -> timedelta:
    milliseconds = int(values["retention.ms"])
    return timedelta.max if milliseconds == FOR_EVER else timedelta(milliseconds=milliseconds)


def _named(topics: list[str]) -> str:
    return topics[0] if len(topics) == 1 else f"{topics[0]} and {len(topics) - 1} more topics"


async def _ask(connection: Connection, names: list[str]) -> tuple[Values, dict[str, Values]]:
    """Returns the settings of one broker, and those of each topic that exists and that we may look at."""
    admin = AIOKafkaAdminClient(**connection.options, request_timeout_ms=2_000)
    try:
        await connection.start(admin)
        (broker, *_) = (await admin.describe_cluster())["brokers"]
        asked = [ConfigResource(ConfigResourceType.BROKER, str(broker["node_id"]))]
        asked += [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
        told = {name: values for answer in await admin.describe_configs(asked) for name, values in _read(answer)}
    finally:
        await admin.close()
    return told.pop(str(broker["node_id"]), {}), told


def _read(answer: Any) -> Iterator[tuple[str, Values]]:
    for code, _, _, name, entries in answer.resources:
        if not code:
            yield name, {key: value for key, value, *_ in entries}
