from collections.abc import AsyncIterator
from typing import Final

import pytest

from infra.kafka.topics import Wanted, create
from shared.bus import Connection, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.contracts.catalogue import TOPICS
from shared.store import Store
from tests.harness.engines.single_node import a_kafka
from tests.harness.engines.truncated_topics import cut_off
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.recording_service import Hearer, a_store, hearing

WANTED: Final = [Wanted(topic.name, topic.partitions) for topic in TOPICS if not topic.opaque]


@pytest.fixture(scope="package")
async def broker_of_outsiders(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connection]:
    """A broker of its own: on it another referral hears what partners write."""
    async with a_kafka(tmp_path_factory.mktemp("outsiders")) as engine:
        yield engine.address


@pytest.fixture
async def topics(kafka: Connection) -> None:
    """What an earlier test said or left is heard by no later one."""
    await create(kafka, WANTED)
    await cut_off(kafka, [each.name for each in WANTED])


@pytest.fixture(scope="module")
async def nothing_left(kafka: Connection) -> AsyncIterator[None]:
    """What a file says that is a flood of nonsense, whoever reads these topics later does not hear."""
    await create(kafka, WANTED)
    yield
    await cut_off(kafka, [each.name for each in WANTED])


@pytest.fixture
async def spoken(mongo: str, store_name: str) -> AsyncIterator[Store]:
    async with a_store(mongo, f"{store_name}_said") as store:
        yield store


@pytest.fixture
async def speaker(spoken: Store, kafka: Connection, topics: None) -> AsyncIterator[Speaker]:
    relay = Relay(spoken, kafka)
    yield Speaker(UnitOfWork(spoken, "intake"), relay)
    await relay.close()


@pytest.fixture
async def hearer(mongo: str, store_name: str, kafka: Connection, topics: None) -> AsyncIterator[Hearer]:
    async with a_store(mongo, f"{store_name}_heard") as store, hearing("statistics", store, kafka) as hearer:
        yield hearer
