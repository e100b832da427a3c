from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from infra.kafka.topics import create
from shared.bus import Connection
from shared.store import connect
from tests.faults.conftest import WANTED
from tests.harness.engines.single_node import a_kafka
from tests.harness.versions.earlier_revision import laid_out
from tests.harness.versions.service_processes import SERVICES, ServiceProcesses


@pytest.fixture(scope="package")
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connection]:
    async with a_kafka(tmp_path_factory.mktemp("versions")) as engine:
        await create(engine.address, WANTED)
        yield engine.address


@pytest.fixture
async def services(mongo: str, broker: Connection, tmp_path: Path) -> AsyncIterator[ServiceProcesses]:
    """Nobody prepared the stores: whoever comes first does, old or new."""
    stores = {each: connect(mongo, f"versions_{each}") for each in SERVICES}
    yield ServiceProcesses(mongo, broker, stores, tmp_path / "log")
    for store in stores.values():
        await store.client.drop_database(store.database.name)
        await store.close()


@pytest.fixture(scope="package")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with laid_out(tmp_path_factory.mktemp("code") / "earlier") as code:
        yield code
