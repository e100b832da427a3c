"""Clocks step, all of them or one service's alone: what is shared goes by numbers and by the store's clock.

What waits for no time waits for no clock either; a next try that a clock far ahead wrote down is due then.
"""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from shared.bus import Connection
from shared.moved_clock import MovedClock
from tests.harness.faults.load import Load, under_load
from tests.harness.faults.results import Row
from tests.harness.faults.three_services import World, a_world
from tests.harness.services import small_referral

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]

ONE: Final = "one service's clock steps"
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


async def test_the_clock_of_one_service_steps(ticking: World, rows: list[Row], tmp_path: Path) -> None:
    """Its own `shared.clock`; libfaketime will not do: under it `time.sleep` fails in Python 3.11."""
    its_own = MovedClock(tmp_path / "its-own-clock")
    told = {small_referral.CLOCK: str(its_own.file)}
    async with ticking.another_small(**told), under_load(ticking, ONE, rows) as load:
        await _step(its_own.move, load)


async def _step(move: Callable[[timedelta], None], load: Load) -> None:
    for off in OFF:
        move(off)
        await load.flows(40)
        await load.catches_up()
