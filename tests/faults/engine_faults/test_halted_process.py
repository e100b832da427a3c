"""A process is halted past lease and session, then continued: what it still does has been done by others."""

import os
import signal

import psutil
import pytest

from infra.embedded.processes import Running
from shared.failpoint import ARMED
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
async def test_a_halted_process_goes_on(world: World, rows: list[Row], point: str) -> None:
    await world.run_small()
    async with under_load(world, f"process halted at {point}, {TIMES} times", rows) as load:
        for _ in range(TIMES):
            assert world.small is not None
            async with world.another_small(**{ARMED: f"{point}:stop"}) as halted_one:
                await world.small.stop()
                await halted(halted_one)
                await world.run_small()
                await load.catches_up()
                os.kill(halted_one.pid, signal.SIGCONT)
                await load.flows()
    assert rows[-1].duplicates or point == CONSUMER, "nothing was sent twice, so that this proves nothing"
