import gc
import os
import re
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Mapping
from importlib.util import find_spec
from typing import Any, Final, cast

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, settings
from xdist import is_xdist_worker
from xdist.scheduler import LoadScopeScheduling

from infra.kafka.topics import Wanted, create
from infra.mongo import rights
from infra.mongo.users import ROOT, Client, grant
from shared.bus import Connection
from tests.harness.engines.data_folder import scratch
from tests.harness.engines.single_node import PASSWORD, Engine, a_kafka, a_mongo
from tests.harness.system.embedded import System, a_system
from tests.harness.targets import not_run_here

GROUPS: Final = {
    "tests/journey/": "system",
    "tests/service/embedded/": "system",
    "tests/faults/": "faults",
    "tests/deploy/": "deploy",
    "tests/service/rights/": "rights",
    "tests/service/bus/test_external_topics": "outsiders",
    "tests/service/bus/test_foreign": "outsiders",
}
ASKED_FOR_EACH_REQUEST: Final = "sniffio"
"""The client's ASGI transport imports it at every request; where it is missing, Python looks for it everywhere anew."""
MakeTopics = Callable[..., Awaitable[None]]


def pytest_configure() -> None:
    """Examples have no time limit of their own: it would measure the machine that others use at the same time."""
    settings.register_profile(
        "shared-machine", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("shared-machine")
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(scratch()))
    if find_spec(ASKED_FOR_EACH_REQUEST) is None:
        cast("dict[str, object]", sys.modules)[ASKED_FOR_EACH_REQUEST] = None  # the import fails as before, at once


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """For runs of several workers: who shares a system or a broker stays together, and each file does."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin, so that nobody waits for them at the end."""
    first = list(dict.fromkeys(GROUPS.values()))
    items.sort(key=lambda item: first.index(of) if (of := group(item.nodeid)) in first else len(first))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: the garbage collector need not walk through it, now or during the tests."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """In a run of several workers, one that passed is reported once, not thrice: reports travel between processes."""
    if not is_xdist_worker(item.session):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, None, None]:
    """A run of all that is marked for no other target ends with what it did not run."""
    yield
    config = session.config
    terminal: pytest.TerminalReporter | None = config.pluginmanager.get_plugin("terminalreporter")
    plain = config.args_source is pytest.Config.ArgsSource.TESTPATHS and config.option.markexpr.startswith("not (")
    if terminal and plain:
        terminal.write_line(not_run_here())


def group(nodeid: str) -> str:
    return next((name for folder, name in GROUPS.items() if nodeid.startswith(folder)), nodeid.partition("::")[0])


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
