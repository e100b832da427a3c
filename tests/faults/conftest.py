from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra.kafka.topics import Wanted, create
from infra.mongo.users import Client
from shared.bus import Connection
from shared.contracts.catalogue import TOPICS
from tests.harness.engines.single_node import a_kafka
from tests.harness.faults.three_services import World, a_world

WANTED = [Wanted(topic.name, topic.partitions) for topic in TOPICS if not topic.opaque]


@pytest.fixture(scope="session")
async def kafka(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connection]:
    """A broker of these tests' own: the checker explains every record that it finds."""
    async with a_kafka(tmp_path_factory.mktemp("kafka")) as engine:
        await create(engine.address, WANTED)
        yield engine.address


@pytest.fixture(scope="module")
async def world(kafka: Connection, mongo: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """Intake and statistics run through all tests of a module; the small service comes and goes."""
    folder: Path = tmp_path_factory.mktemp("world")
    with _soon_given_up(mongo):
        async with a_world(kafka, mongo, f"world_{folder.name}", folder / "log") as world:
            yield world


@contextmanager
def _soon_given_up(mongo: str) -> Iterator[None]:
    """What a killed process has begun holds its keys for three seconds, not for as long as in the product."""
    limit = "transactionLifetimeLimitSeconds"
    with Client(mongo) as root:
        usual = root.admin.command({"getParameter": 1, limit: 1})[limit]
        root.admin.command({"setParameter": 1, limit: 3})
        yield
        root.admin.command({"setParameter": 1, limit: usual})
