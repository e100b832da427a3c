"""The story of one case against the whole system, also while one process after the other is killed."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable

import pytest

from infra.demo.journey.__main__ import STORY
from infra.embedded import control
from infra.embedded.folders import Folders
from infra.embedded.processes import PATIENCE
from tests.harness.eventually import eventually
from tests.harness.system.embedded import System

pytestmark = pytest.mark.system

END = "the story has come to its end"
KILLED_AFTER = {
    2: "intake-face",
    5: "intake-desk",
    8: "referral",
    11: "kafka",
    13: "notification",
    17: "mongo",
    22: "referral",
    25: "statistics",
}


async def test_the_story_comes_to_its_end(system: System) -> None:
    told = await _play(system, _watch)
    assert [line.split()[0] for line in told[:-1]] == [str(number) for number in range(1, len(STORY) + 1)]
    assert told[-1] == END


async def test_whoever_is_killed_comes_back_and_the_interrupted_case_goes_on_to_its_end(system: System) -> None:
    alive = dict(KILLED_AFTER)

    def kill(line: str) -> None:
        number = line.split()[0]
        if number.isdigit() and int(number) in alive:
            os.kill(system.embedded["processes"][alive.pop(int(number))], signal.SIGKILL)

    told: list[str] = []
    for _ in range(len(KILLED_AFTER) + 1):
        told = await _play(system, kill)
        if told[-1] == END:
            break
        await eventually(lambda: asyncio.to_thread(control.status, Folders(system.folder)), _all_ready, within=60)
    assert told[-1] == END
    assert alive == {}


def _watch(line: str) -> None:
    assert "FAILED" not in line, line


def _all_ready(states: dict[str, str]) -> bool:
    return set(states.values()) == {"ready"}


async def _play(system: System, look: Callable[[str], None]) -> list[str]:
    """Every line, looked at as it comes."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "infra.demo.journey",
        env=system.surroundings | {"PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    told: list[str] = []
    async with asyncio.timeout(2 * PATIENCE):
        async for line in process.stdout:
            told.append(line.decode().strip())
            look(told[-1])
        await process.wait()
    return told
