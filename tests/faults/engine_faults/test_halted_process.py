"""Halted past lease and session, and woken when others have long taken over: what it still does is done already."""

import os
import signal

import psutil
import pytest

from infra.embedded.processes import Running
from shared.bus.failpoint import ARMED
from tests.harness.eventually import eventually
from tests.harness.faults.load import under_load
from tests.harness.faults.results import Row
from tests.harness.faults.three_services import World

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]

TIMES = 3
RELAY, CONSUMER = "relay.before_send", "subscriber.before_store"


async def halted(process: Running) -> None:
    async def status() -> str:
        return psutil.Process(process.pid).status()

    await eventually(status, lambda seen: seen == psutil.STATUS_STOPPED, within=40)


@pytest.mark.parametrize("point", [RELAY, CONSUMER])
async def test_a_zombie_wakes(world: World, rows: list[Row], point: str) -> None:
    await world.run_small()
    async with under_load(world, f"zombie halted at {point}, {TIMES} times", rows) as load:
        for _ in range(TIMES):
            assert world.small is not None
            async with world.another_small(**{ARMED: f"{point}:stop"}) as zombie:
                await world.small.stop()
                await halted(zombie)
                await world.run_small()
                await load.catches_up()
                os.kill(zombie.pid, signal.SIGCONT)
                await load.flows()
    assert rows[-1].duplicates or point == CONSUMER, "no zombie sent anything twice, so that they prove nothing"
