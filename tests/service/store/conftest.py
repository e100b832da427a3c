import gc
import warnings
from collections.abc import AsyncIterator, Iterator

import pytest

from shared.store import Store, connect
from tests.harness.engines.mongo_wire import a_wire
from tests.harness.engines.single_node import Engine, a_mongo
from tests.harness.engines.store_faults import Faulty
from tests.harness.services.recording_service import a_store

OBEYS_FAIL_POINTS = ("--setParameter", "enableTestCommands=1")


@pytest.fixture(scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine[str]]:
    """A mongod of this suite's own, which fails when it is told to."""
    async with a_mongo(tmp_path_factory.mktemp("faulty"), *OBEYS_FAIL_POINTS) as engine:
        yield engine


@pytest.fixture(scope="package")
def what_is_there() -> None:
    """Stays: looking for what a test left need not walk through it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def lost_sockets(what_is_there: None) -> Iterator[None]:
    """PyMongo's own client leaves one behind where its monitor is called off while it connects."""
    yield
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        gc.collect()


@pytest.fixture
async def store(engine: Engine[str], store_name: str) -> AsyncIterator[Store]:
    async with a_store(engine.address, store_name) as store:
        yield store


@pytest.fixture
async def faulty(engine: Engine[str], store: Store) -> AsyncIterator[Faulty]:
    """The same store, reached over a wire that can be cut, on an engine that can be told to fail."""
    assert engine.program.port is not None
    async with a_wire(engine.program.port) as (wire, port):
        address = engine.address.replace(f":{engine.program.port}", f":{port}")
        reached = connect(f"{address}&heartbeatFrequencyMS=500", store.database.name)
        yield Faulty(reached, store, wire)
        await reached.close()
