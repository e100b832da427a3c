"""Derives who may do what on the broker from the catalogue, and nothing besides."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from infra.kafka.catalogue import FAMILIES, Named, OpaqueParts, named
from shared.contracts.catalogue import SERVICES

OBSERVER = "observer"
"""Reads everything, in groups of its own; only the embedded system has one, to show what happens."""

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
    """The Kafka user of a channel or a partner."""
    return f"{family}-{part}"


def guests(parts: OpaqueParts) -> list[str]:
    """The users of outsiders: their programs are not ours."""
    return [user_of(family, part) for family in FAMILIES for part in sorted(parts[family])]


def is_ours(user: str) -> bool:
    """Whether the user's rights come from the catalogue; others are left alone."""
    return user in (*SERVICES, OBSERVER) or user.startswith(tuple(f"{family}-" for family in FAMILIES))


def grants(parts: OpaqueParts, *, observed: bool = False) -> frozenset[Grant]:
    """`observed`: where there is an observer too."""
    return frozenset(
        [
            *(grant for topic in named(parts) for grant in _on(topic)),
            *(grant for service in SERVICES for grant in _of_service(service)),
            *(grant for part in parts["partner"] for grant in _groups(user_of("partner", part))),
            *(_of_observer() if observed else ()),
        ]
    )


def readers(topic: Named) -> set[str]:
    """Its consumers; and the producers of numbered events, because a restore reads their own topics back."""
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
    """A service looks at the broker's settings before it starts."""
    yield from _groups(service, f"lotse.{service}")
    yield Grant(service, "describe_configs", "broker", "kafka-cluster")


def _of_observer() -> Iterator[Grant]:
    yield Grant(OBSERVER, "read", "topic", "lotse.", prefixed=True)
    yield from _groups(OBSERVER)


def _groups(user: str, group: str | None = None) -> Iterator[Grant]:
    """A consumer group of one's own name, and those whose names go on from it after a dot."""
    own = group or user
    yield Grant(user, "read", "group", own)
    yield Grant(user, "read", "group", f"{own}.", prefixed=True)


def _user(name: str, topic: Named) -> str:
    return user_of(name, topic.part) if topic.part and name in FAMILIES else name
