"""The journey of a case through the real services, some of them on the earlier revision's code."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from infra.embedded import control
from infra.embedded.folders import Folders
from infra.embedded.probes import is_healthy
from infra.embedded.processes import Program, ready, start
from infra.embedded.record import Record
from infra.embedded.services import SERVICES
from tests.harness.eventually import eventually
from tests.harness.faults.operator_commands import run
from tests.harness.invariants.checker import OF_THE_BUS, judge, of_running, violations
from tests.harness.system.embedded import System, a_system

pytestmark = [pytest.mark.system, pytest.mark.faults_long]

OTHERS: Final = ("referral", "notification", "statistics")
PATIENCE: Final = 60.0


@pytest.fixture(scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with a_system(tmp_path_factory.mktemp("versions") / "data") as system:
        yield system


async def test_the_journey_goes_through(running: System, old: Path) -> None:
    """With intake's data of the earlier revision nothing starts (decision 37), so intake is today's always."""
    async with AsyncExitStack() as stack:
        for name in OTHERS:
            await stack.enter_async_context(on_earlier_code(running, name, old))
        await run("infra.demo.journey", environment=running.surroundings)
        await settled(running)
    await run("infra.demo.journey", environment=running.surroundings)
    await settled(running)


async def settled(system: System) -> None:
    async def broken() -> list[str]:
        return violations(judge(await of_running(system.folder, [], thorough=False), lossless=True, only=OF_THE_BUS))

    await eventually(broken, lambda found: not found, within=PATIENCE, every=1.0)


@asynccontextmanager
async def on_earlier_code(system: System, name: str, code: Path) -> AsyncIterator[None]:
    """In the place of the process of this name, with all that it was told."""
    folders, service = Folders(system.folder), next(each for each in SERVICES if each.name == name)
    entry = Record.read(folders.record).entries[name]
    process = entry.process()
    assert process is not None
    assert entry.port is not None
    told = process.environ() | {"PYTHONPATH": str(code)}
    await asyncio.to_thread(control.stop, folders, name)
    main = f"services.{service.package}.main"
    command = [sys.executable, "-P", "-m", main, *service.arguments]
    earlier = await start(Program(name, command, folders.log(f"{name}-earlier"), told, port=entry.port))
    try:
        await ready(earlier, is_healthy(entry.port))
        yield
    finally:
        await earlier.stop()
        await asyncio.to_thread(control.start, folders, name)
