"""How processes are kept, stopped and found again, with two small listeners in the place of engines and services."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.embedded import control
from infra.embedded.folders import Folders
from infra.embedded.record import SUPERVISOR, Record
from infra.embedded.trouble import Trouble
from tests.harness.patience import as_long_as_it_lives

pytestmark = pytest.mark.system


@dataclass
class Console:
    folders: Folders
    process: asyncio.subprocess.Process

    async def line(self, wanted: str) -> str:
        """The next line that contains it."""
        assert self.process.stdout is not None
        heard = []
        async with as_long_as_it_lives(self.process):
            while line := (await self.process.stdout.readline()).decode():
                if wanted in line:
                    return line
                heard.append(line)
        raise AssertionError(f"the console ended without {wanted!r}, after: {heard}")

    async def ended(self) -> int:
        async with as_long_as_it_lives(self.process):
            return await self.process.wait()

    def pid(self, name: str) -> int:
        return Record.read(self.folders.record).entries[name].pid

    def alive(self) -> set[str]:
        entries = Record.read(self.folders.record).entries
        return {name for name, entry in entries.items() if name != SUPERVISOR and entry.process()}


Begin = Callable[..., Awaitable[Console]]


@pytest.fixture
async def begin(tmp_path: Path) -> AsyncIterator[Begin]:
    consoles: list[Console] = []

    async def run(listeners: str = "first,second") -> Console:
        surroundings = os.environ | {"LOTSE_DATA": str(tmp_path), "LISTENERS": listeners}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.harness.system.supervised_listeners",
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=surroundings,
        )
        consoles.append(Console(Folders(tmp_path), process))
        return consoles[-1]

    yield run
    for console in consoles:
        if console.process.returncode is None:
            console.process.terminate()
            await console.ended()
    Record.read(Folders(tmp_path).record).end_all()


async def test_it_ends_in_order_and_leaves_nothing(begin: Begin) -> None:
    console = await begin()
    await console.line("ready")
    assert console.alive() == {"first", "second"}
    console.process.send_signal(signal.SIGINT)
    assert await console.ended() == 0
    assert console.alive() == set()


async def test_a_crashed_part_is_named_with_its_end_of_log_and_runs_again(begin: Begin) -> None:
    console = await begin()
    await console.line("ready")
    killed = console.pid("first")
    os.kill(killed, signal.SIGKILL)
    await console.line("first ended by itself (-9)")
    await console.line("these are my last words")
    await console.line("first runs again")
    assert console.pid("first") != killed
    assert console.alive() == {"first", "second"}


async def test_a_stopped_part_stays_down_until_it_is_started(begin: Begin) -> None:
    console = await begin()
    await console.line("ready")
    assert await asyncio.to_thread(control.stop, console.folders, "first") == ["first"]
    assert console.alive() == {"second"}
    assert await asyncio.to_thread(control.status, console.folders) == {"second": "ready", "first": "stopped"}
    assert await asyncio.to_thread(control.start, console.folders, "first") == ["first"]
    assert console.alive() == {"first", "second"}


async def status(console: Console) -> tuple[int | None, list[str]]:
    """The exit code and the lines of `make status`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "infra.embedded", "status"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {"LOTSE_DATA": str(console.folders.data)},
    )
    async with as_long_as_it_lives(process):
        said, _ = await process.communicate()
    return process.returncode, said.decode().splitlines()


async def test_status_tells_people_by_lines_and_scripts_by_its_exit_code(begin: Begin) -> None:
    console = await begin()
    await console.line("ready")
    assert await status(console) == (0, ["first          ready", "second         ready"])
    await asyncio.to_thread(control.stop, console.folders, "first")
    down = ["second         ready", "first          stopped", "lotse: Not everything is ready: first."]
    assert await status(console) == (1, down)
    console.process.terminate()
    await console.ended()
    assert await status(console) == (1, ["lotse: Lotse does not run: start it with make run."])


async def test_an_unknown_name_is_refused_with_the_known_ones(begin: Begin) -> None:
    console = await begin()
    await console.line("ready")
    with pytest.raises(Trouble, match="first, second"):
        await asyncio.to_thread(control.stop, console.folders, "third")


async def test_nothing_is_half_started_when_a_part_cannot_start(begin: Begin) -> None:
    console = await begin("first,broken,second")
    await console.line("broken ended before it was ready")
    await console.line("this part is broken")
    assert await console.ended() != 0
    assert console.alive() == set()


async def test_what_a_killed_supervisor_left_is_ended_by_the_next_one(begin: Begin) -> None:
    console = await begin()
    await console.line("ready")
    console.process.kill()
    await console.ended()
    assert console.alive() == {"first", "second"}
    with pytest.raises(Trouble, match="does not run"):
        control.status(console.folders)
    following = await begin()
    await following.line("ended ['first', 'second']")
    await following.line("ready")


async def test_two_do_not_share_a_data_folder(begin: Begin) -> None:
    await (await begin()).line("ready")
    second = await begin()
    await second.line("already runs")
    assert await second.ended() != 0
