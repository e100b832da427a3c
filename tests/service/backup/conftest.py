from collections.abc import AsyncIterator, Iterator

import pytest

from infra.mongo.users import Client
from tests.harness.engines.single_node import Engine, a_mongo


@pytest.fixture(scope="package")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine[str]]:
    """Of these tests' own: whole databases come and go."""
    async with a_mongo(tmp_path_factory.mktemp("saved")) as engine:
        yield engine


@pytest.fixture
def client(engine: Engine[str]) -> Iterator[Client]:
    """An empty engine."""
    with Client(engine.address, w="majority", journal=True, tz_aware=True) as client:
        for name in client.list_database_names():
            if name.startswith("lotse_"):
                client.drop_database(name)
        yield client
