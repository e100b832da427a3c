"""Derives all rights on the broker from the catalogue alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from infra.kafka.catalogue import FAMILIES, Named, OpaqueParts, named
from shared.contracts.catalogue import SERVICES

OBSERVER = "observer"
"""A user who reads everything, in groups of its own; only the embedded system has it, to show what happens."""

Action = Literal["read", "write", "describe_configs"]
Kind = Literal["topic", "group", "broker"]


@dataclass(frozen=True, order=True)
class Grant:
    user: str
    action: Action
    kind: Kind
    name: str
    prefixed: bool = False


def user_of(family: str, part: str) -> str:
    """Returns the Kafka user of a channel or a partner."""
    return f"{family}-{part}"


def guests(parts: OpaqueParts) -> list[str]:
    """Returns the users of channels and partners, whose programs are not ours."""
    return [user_of(family, part) for family in FAMILIES for part in sorted(parts[family])]


def is_ours(user: str) -> bool:
    """Whether the user's rights come from the catalogue; others are left alone."""
    return user in (*SERVICES, OBSERVER) or user.startswith(tuple(f"{family}-" for family in FAMILIES))


def grants(parts: OpaqueParts, *, observed: bool = False) -> frozenset[Grant]:
    """Returns all rights by the catalogue, with the observer's where `observed`."""
    return frozenset(
        [
            *(grant for topic in named(parts) for grant in _on(topic)),
            *(grant for service in SERVICES for grant in _of_service(service)),
            *(grant for part in parts["partner"] for grant in _groups(user_of("partner", part))),
            *(_of_observer() if observed else ()),
        ]
    )


def readers(topic: Named) -> set[str]:
    """Returns the topic's consumers, and the producers of numbered events: a restore reads their own topics back."""
    consumers = {consumer for consumed_by in topic.row.types.values() for consumer in consumed_by}
    numbered = writers(topic) if topic.row.kind in ("facts", "state") else set()
    return {_user(consumer, topic) for consumer in consumers} | numbered


def writers(topic: Named) -> set[str]:
    producer = topic.row.producer
    return set(SERVICES) if producer == "every service" else {_user(producer, topic)}


def _on(topic: Named) -> Iterator[Grant]:
    yield from (Grant(user, "read", "topic", topic.name) for user in readers(topic))
    yield from (Grant(user, "write", "topic", topic.name) for user in writers(topic))
    services = (readers(topic) | writers(topic)) & set(SERVICES)
    yield from (Grant(user, "describe_configs", "topic", topic.name) for user in services)


def _of_service(service: str) -> Iterator[Grant]:
    """Yields the rights of a service beyond its topics; it reads the broker's settings before it starts."""
    yield from _groups(service, f"lotse.{service}")
    yield Grant(service, "describe_configs", "broker", "kafka-cluster")


def _of_observer() -> Iterator[Grant]:
    yield Grant(OBSERVER, "read", "topic", "lotse.", prefixed=True)
    yield from _groups(OBSERVER)


def _groups(user: str, group: str | None = None) -> Iterator[Grant]:
    """Yields the right to the consumer group of this name, and to those whose names continue it after a dot."""
    own = group or user
    yield Grant(user, "read", "group", own)
    yield Grant(user, "read", "group", f"{own}.", prefixed=True)


def _user(name: str, topic: Named) -> str:
    return user_of(name, topic.part) if topic.part and name in FAMILIES else name
