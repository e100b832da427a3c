"""Clocks step, all of them or one service's alone: what is shared goes by numbers and by the store's clock.

What a clock that went far ahead wrote down as due is due then: a step back by minutes delays it by minutes.
"""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from shared.bus import Connection
from tests.faults.small import World, a_world
from tests.faults.weather.load import Load, under_load
from tests.faults.weather.results import Row, not_run

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]

ONE: Final = "one service's clock steps"
LIBRARY: Final = "libfaketimeMT.so.1"
A_LITTLE: Final = timedelta(seconds=10)
AHEAD: Final = (timedelta(minutes=20), timedelta(days=300))
OFF: Final = [ahead - back for ahead in AHEAD for back in (timedelta(), A_LITTLE)]
"""How wrong the clock is after each step: forward, a little back, far forward, a little back."""


@pytest.fixture
async def ticking(kafka: Connection, mongo: str, tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(kafka, mongo, tmp_path.name, tmp_path / "log.txt") as world:
        yield world


async def test_all_clocks_step(ticking: World, rows: list[Row]) -> None:
    async with ticking.running_small(), under_load(ticking, "all clocks step", rows) as load:
        await _step(ticking.clock.move, load)


@pytest.fixture
def library(rows: list[Row]) -> Path:
    """Lies to one process about the time of day, not about how long something takes."""
    found = next(Path("/usr/lib").glob(f"*/faketime/{LIBRARY}"), None)
    if found is None:
        rows.append(not_run(ONE))
        pytest.fail("not run: libfaketime is missing (Debian: apt-get install faketime)")
    return found


async def test_the_clock_of_one_service_steps(ticking: World, rows: list[Row], library: Path, tmp_path: Path) -> None:
    told = tmp_path / "faketime"

    def move(off: timedelta) -> None:
        told.write_text(f"{off.total_seconds():+.0f}")

    move(timedelta())
    faked = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(told),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    async with ticking.another_small(**faked), under_load(ticking, ONE, rows) as load:
        await _step(move, load)


async def _step(move: Callable[[timedelta], None], load: Load) -> None:
    for off in OFF:
        move(off)
        await load.flows(40)
        await load.catches_up()
