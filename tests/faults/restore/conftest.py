from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx2
import pytest

from infra.kafka.topics import create
from shared.bus import Connection
from tests.faults.conftest import WANTED
from tests.harness.engines.single_node import a_kafka
from tests.harness.faults.restorable_services import House, a_house
from tests.harness.services.intake import Place, a_face, a_place


@pytest.fixture(scope="package")
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connection]:
    """Of these tests' own: `restore` takes everything on a service's topics for that service's word."""
    async with a_kafka(tmp_path_factory.mktemp("broker")) as engine:
        await create(engine.address, WANTED)
        yield engine.address


@pytest.fixture(scope="package")
async def house(broker: Connection, mongo: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    async with a_house(mongo, broker, folder) as house:
        yield house


@pytest.fixture(scope="package")
async def other_broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connection]:
    """Another one: real services leave other events behind than those whose every effect is checked."""
    async with a_kafka(tmp_path_factory.mktemp("other-broker")) as engine:
        await create(engine.address, WANTED)
        yield engine.address


@pytest.fixture
async def place(mongo: str) -> AsyncIterator[Place]:
    async with a_place(mongo) as empty:
        yield empty


@pytest.fixture
async def browser(mongo_of: Mapping[str, str], place: Place) -> AsyncIterator[httpx2.AsyncClient]:
    async with a_face(mongo_of["intake-face"], place) as opened:
        yield opened
