import os
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from infra.kafka.topics import Wanted, create
from infra.mongo import rights
from infra.mongo.users import ROOT, Client, grant
from shared.bus import Connection
from tests.support.engines import PASSWORD, Engine, a_kafka, a_mongo
from tests.support.scratch import scratch
from tests.support.system import System, a_system

GROUPS: Final = ("system", "faults", "deploy")
MakeTopics = Callable[..., Awaitable[None]]


def pytest_configure() -> None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(scratch()))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """For runs of several workers: who shares a system or a broker stays together, and the longest begin."""
    items.sort(key=lambda item: GROUPS.index(_group(item)) if _group(item) in GROUPS else len(GROUPS))
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))


def _group(item: pytest.Item) -> str:
    if item.get_closest_marker("system"):
        return "system"
    where = item.path.relative_to(Path(__file__).parent).parts
    return where[0] if where[0] in GROUPS else "/".join(where)


@pytest.fixture(scope="session")
async def mongo_engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine[str]]:
    """A replica set of one, started once a run."""
    async with a_mongo(tmp_path_factory.mktemp("mongo")) as engine:
        yield engine


@pytest.fixture(scope="session")
def mongo(mongo_engine: Engine[str]) -> str:
    """The root user's address."""
    return mongo_engine.address


@pytest.fixture(scope="session")
def mongo_of(mongo: str) -> Mapping[str, str]:
    """The same replica set's address of each process and of the observer, with their own rights."""
    users = (*rights.DATABASES, rights.OBSERVER)
    with Client(mongo) as root:
        grant(root, dict.fromkeys(users, PASSWORD))
    return {user: mongo.replace(f"//{ROOT}:", f"//{user}:") for user in users}


@pytest.fixture(scope="session")
async def kafka(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connection]:
    """The administrator's connection to a broker, started once a run."""
    async with a_kafka(tmp_path_factory.mktemp("kafka")) as engine:
        yield engine.address


@pytest.fixture(scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """The whole embedded system, started once a run."""
    async with a_system(tmp_path_factory.mktemp("system")) as running:
        yield running


@pytest.fixture
def store_name(request: pytest.FixtureRequest) -> str:
    """A database of the test's own."""
    return f"{re.sub('[^a-z0-9]+', '_', request.node.name.lower())[:30]}_{uuid.uuid4().hex[:8]}"


@pytest.fixture
def make_topics(kafka: Connection) -> MakeTopics:
    """Creates topics of one partition by name, or as described by `Wanted`."""

    async def make(*topics: str | Wanted) -> None:
        await create(kafka, (each if isinstance(each, Wanted) else Wanted(each) for each in topics))

    return make
