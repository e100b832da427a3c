"""The real services under faults: `make faults`, or some of them: `make faults ONLY=referral`.

Each group of faults has a system of its own; a fault that leaves something red gets the next one a new system.
"""

import argparse
import asyncio
import contextlib
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.faults.real_services import (
    clocks_step,
    engines_away,
    halted_processes,
    kill_at_fail_points,
    no_fault,
    poison_flood,
    random_kills,
)
from tests.harness.real_services import outcome
from tests.harness.real_services.fail_points_by_process import FACE, HEARING
from tests.harness.real_services.fault_trial import Fault, Trial, a_trial, tried
from tests.harness.real_services.outcome import Outcome

SEED: Final = 20240801
Groups = dict[str, Sequence[Fault]]


def groups(minutes: float) -> Groups:
    of_each = {
        f"kill -9 of {process}": [
            each for each in kill_at_fail_points.faults() if each.name.startswith(f"{process} at ")
        ]
        for process in (FACE, *HEARING)
    }
    return {
        "no fault": no_fault.FAULTS,
        **of_each,
        "kill -9 at random": random_kills.faults(minutes),
        "halted processes": list(halted_processes.faults()),
        "engines": engines_away.faults(),
        "flood": poison_flood.faults(),
        "clock": clocks_step.faults(),
    }


def chosen(of: Groups, only: str) -> Groups:
    """Faults in whose group and name the expression is found."""
    wanted = {name: [each for each in faults if re.search(only, f"{name}: {each.name}")] for name, faults in of.items()}
    return {name: faults for name, faults in wanted.items() if faults}


class Field:
    """Keeps a system for the next fault, as long as nothing is wrong in it; of one with a red row the logs stay."""

    def __init__(self, folder: Path, faults: int) -> None:
        self._folder = folder
        self._faults = faults
        self._began = time.monotonic()
        self.outcomes: list[Outcome] = []

    async def group(self, faults: Sequence[Fault]) -> None:
        left = list(faults)
        while left:
            async with a_trial(self._folder, SEED) as trial:
                while well := await self._goes_well(left.pop(0), trial):
                    if not left:
                        break
                if well:
                    await self._goes_well(no_fault.EXPOSURE, trial)

    async def _goes_well(self, fault: Fault, trial: Trial) -> bool:
        result = Outcome(fault.name, passed_not=fault.passed_not) if fault.passed_not else await tried(fault, trial)
        self.outcomes.append(result)
        outcome.progress(len(self.outcomes), self._faults, result, self._began)
        if result.wrong:
            kept = self._folder.with_name("red") / f"{len(self.outcomes)} {fault.name}"
            await asyncio.to_thread(shutil.copytree, trial.site.data / "logs", kept, dirs_exist_ok=True)
        return not result.wrong


async def run(folder: Path, wanted: Groups) -> Sequence[Outcome]:
    """Asked to end, it ends the system that it started and tells what it knows."""
    running = asyncio.current_task()
    assert running is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    field = Field(folder, sum(len(faults) + 1 for faults in wanted.values()))
    with contextlib.suppress(asyncio.CancelledError):
        for name, faults in wanted.items():
            print(f"\n{name}", flush=True)
            await field.group(faults)
    return field.outcomes


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.real_services", description=__doc__)
    parser.add_argument("--only", default="", help="a regular expression for the faults that are wanted")
    parser.add_argument("--list", action="store_true", help="names them, and does nothing")
    parser.add_argument("--minutes", type=float, default=3, help="how long processes are killed at random")
    given = parser.parse_args()
    wanted = chosen(groups(given.minutes), given.only)
    if given.list or not wanted:
        for name, faults in (wanted or groups(given.minutes)).items():
            print("\n".join(f"{name}: {each.name}" for each in faults))
        return 0 if given.list else 2
    folder = Path(os.environ.get("LOTSE_DATA") or "var/faults").absolute() / "site"
    outcomes = asyncio.run(run(folder, wanted))
    outcome.table(outcomes)
    return 1 if any(each.wrong for each in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
