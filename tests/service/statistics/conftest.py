from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from itertools import count

import pytest

from infra.kafka.topics import Wanted, create
from shared.bus import Connection, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.clock import Clock, now
from shared.contracts.catalogue import TOPICS
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.recording_service import a_store
from tests.harness.services.statistics import Statistics, running

YEARS: Iterator[int] = count(2031)


@pytest.fixture(scope="package")
async def topics(kafka: Connection) -> None:
    await create(kafka, [Wanted(topic.name, topic.partitions) for topic in TOPICS if not topic.opaque])


@pytest.fixture
def clock() -> Clock:
    """Ticks in a year of the test's own, so that what other tests left on the topics is not counted here."""
    year = next(YEARS)

    def ticking() -> datetime:
        at = now()
        return at.replace(year=year, month=5, day=20)

    return ticking


@pytest.fixture
async def speaker(mongo: str, kafka: Connection, topics: None, store_name: str, clock: Clock) -> AsyncIterator[Speaker]:
    async with a_store(mongo, f"{store_name}_said") as store:
        relay = Relay(store, kafka)
        yield Speaker(UnitOfWork(store, "intake", clock), relay)
        await relay.close()


@pytest.fixture
async def statistics(
    mongo: str, kafka: Connection, topics: None, store_name: str, clock: Clock
) -> AsyncIterator[Statistics]:
    async with running(mongo, kafka, store_name, clock) as service:
        yield service
