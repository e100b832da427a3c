"""kill -9 of whichever process, again and again, while people come and cases go on."""

import asyncio
import signal
import time
from collections import Counter
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
    """Each second kill of a process waits until it is ready, because where every start is cut off nothing can go on."""
    until, chance, kills = time.monotonic() + seconds, trial.channel.chance, Counter[str]()
    work = asyncio.gather(*[_counsel(trial, until) for _ in range(COUNSELLORS)])
    while time.monotonic() < until:
        await asyncio.sleep(chance.uniform(SHORTEST, LONGEST))
        name = chance.choice(NAMES)
        kills[name] += 1
        if kills[name] % 2:
            await trial.site.ready(name)
        trial.site.signal(name, signal.SIGKILL)
    await work


async def _counsel(trial: Trial, until: float) -> None:
    while time.monotonic() < until:
        await a_case_to_its_end(trial)
