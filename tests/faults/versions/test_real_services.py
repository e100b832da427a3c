"""The journey of a case through the real services while they are brought up to date, one after the other."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
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
from tests.harness.versions.earlier_revision import laid_out, previous

pytestmark = [pytest.mark.system, pytest.mark.faults_long]

ORDER: Final = ("referral", "statistics", "notification", "intake-face", "intake-desk")
"""In which the parts are brought up to date (CHANGELOG.md)."""
IN_THE_MIDDLE: Final = "the person agrees again"
PATIENCE: Final = 60.0


@pytest.fixture(scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with a_system(tmp_path_factory.mktemp("versions") / "data") as system:
        yield system


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with laid_out(tmp_path_factory.mktemp("code") / "previous", previous()) as code:
        yield code


async def test_a_story_that_began_before_an_update_goes_on_after_it(running: System, code: Path) -> None:
    """Each part is brought up to date while the others run, the old ones and those that are new already."""
    async with AsyncExitStack() as stack:
        for name in reversed(ORDER):
            await stack.enter_async_context(on_earlier_code(running, name, code))
        await story_up_to(IN_THE_MIDDLE, running)
        await settled(running)
    await settled(running)
    told = await run("infra.demo.journey", environment=running.surroundings)
    assert "an interrupted story goes on" in told
    await settled(running)


async def story_up_to(step: str, system: System) -> None:
    """It is interrupted in the step after that one."""
    command = (sys.executable, "-u", "-m", "infra.demo.journey")
    pipe = asyncio.subprocess.PIPE
    told: list[str] = []
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, env=os.environ | system.surroundings)
    assert process.stdout is not None
    async with asyncio.timeout(3 * PATIENCE):
        async for line in process.stdout:
            told.append(line.decode())
            if f" {step}  [" in told[-1]:
                process.terminate()
        await process.wait()
    assert process.returncode == 128 + signal.SIGTERM, "".join(told)


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
