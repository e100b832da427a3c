"""kill -9 of whichever process, again and again, while people come and cases go on."""

import asyncio
import signal
import time
from functools import partial
from typing import Final

from tests.faults.real_services.kill_at_fail_points import a_case_to_its_end
from tests.harness.real_services.fault_trial import Fault, Trial
from tests.harness.real_services.system_under_test import NAMES

SHORTEST, LONGEST = 2.0, 10.0
COUNSELLORS: Final = 2


def faults(minutes: float) -> list[Fault]:
    names = f"any service, every {SHORTEST:.0f} to {LONGEST:.0f} s, for {minutes:g} min"
    return [Fault(names, partial(killing, seconds=minutes * 60), repeats=True)]


async def killing(trial: Trial, seconds: float) -> None:
    until, chance = time.monotonic() + seconds, trial.channel.chance
    work = asyncio.gather(*[_counsel(trial, until) for _ in range(COUNSELLORS)])
    while time.monotonic() < until:
        await asyncio.sleep(chance.uniform(SHORTEST, LONGEST))
        trial.site.signal(chance.choice(NAMES), signal.SIGKILL)
    await work


async def _counsel(trial: Trial, until: float) -> None:
    while time.monotonic() < until:
        await a_case_to_its_end(trial)
