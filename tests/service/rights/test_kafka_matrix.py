"""Every user of the broker × every topic × {read, write}: what the catalogue says, and nothing else."""

import asyncio

import pytest

from infra.kafka.catalogue import Named, named
from infra.kafka.grants import OBSERVER
from shared.contracts.catalogue import SERVICES
from tests.harness.engines import kafka_client
from tests.service.rights.conftest import PARTS, TOPICS, USERS, Guarded

pytestmark = [pytest.mark.engines, pytest.mark.system]

GROUPS = [
    *(f"lotse.{service}" for service in SERVICES),
    *("lotse.intake.foreign", "lotse.referral.foreign"),
    *("partner-partnerone", "partner-partnertwo.reader", "observer", "observer.reader", "a-group"),
]


def says(user: str, topic: Named) -> bool:
    speaker = topic.row.producer
    return user in (speaker, f"{speaker}-{topic.part}") or (speaker == "every service" and user in SERVICES)


def hears(user: str, topic: Named) -> bool:
    hearers = {hearer for each in topic.row.types.values() for hearer in each}
    return bool({user, user.removesuffix(f"-{topic.part}")} & hearers) and user != "partner"


def reads_back(user: str, topic: Named) -> bool:
    """After a restore."""
    return user in SERVICES and topic.row.kind in ("facts", "state") and says(user, topic)


@pytest.mark.parametrize("user", USERS)
async def test_who_may_read(user: str, guarded: Guarded) -> None:
    allowed = {
        topic.name for topic in named(PARTS) if user == OBSERVER or hears(user, topic) or reads_back(user, topic)
    }
    assert await kafka_client.reads(guarded.of(user), TOPICS) == allowed


@pytest.mark.parametrize("user", USERS)
async def test_who_may_write(user: str, guarded: Guarded) -> None:
    allowed = {topic.name for topic in named(PARTS) if says(user, topic)}
    assert await asyncio.to_thread(kafka_client.writes, guarded.of(user), TOPICS) == allowed


@pytest.mark.parametrize("user", USERS)
async def test_who_may_join_which_group(user: str, guarded: Guarded) -> None:
    """Whoever joins another's group gets its records instead of it, and can say that they were read."""
    own = f"lotse.{user}" if user in SERVICES else user
    allowed = {group for group in GROUPS if group == own or group.startswith(f"{own}.")}
    assert await kafka_client.joins(guarded.of(user), GROUPS) == allowed


@pytest.mark.parametrize("user", USERS)
async def test_nobody_but_the_administrator_changes_rights_and_topics(user: str, guarded: Guarded) -> None:
    assert not await asyncio.to_thread(kafka_client.administers, guarded.of(user))
