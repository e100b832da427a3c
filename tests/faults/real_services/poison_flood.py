"""A third of the records is no event: the consumer stops and says so, also after a restart, and loses nothing."""

import asyncio
import os
import sys
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import psutil

from shared.bus.consume.dead_letters import DEAD_LETTERS, OPEN_CIRCUITS
from tests.harness.eventually import eventually
from tests.harness.patience import as_long_as_it_lives
from tests.harness.real_services import undecodable_records
from tests.harness.real_services.fail_points_by_process import service_of
from tests.harness.real_services.fault_trial import SETTLING, Fault, Trial

TOPIC: Final = "lotse.intake.case"
REDRIVING: Final = 120.0
BECAUSE: Final = ("--because", "a test poured it")


def faults() -> list[Fault]:
    return [Fault("a flood of poison", flood)]


@dataclass
class Pouring:
    """One bad record for every two good ones."""

    trial: Trial
    poured: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def pour(self) -> None:
        before = len(self.trial.channel.accepted)
        while not self.over.is_set():
            await undecodable_records.send(self.trial.site.admin, TOPIC, 1)
            self.poured += 1
            await eventually(partial(self._is_next, before + 2 * self.poured), within=SETTLING, every=0.1)

    async def _is_next(self, good: int) -> bool:
        return self.over.is_set() or await self.trial.accepted() >= good


async def flood(trial: Trial) -> None:
    names, pouring = undecodable_records.hearers(TOPIC), Pouring(trial)
    task = asyncio.create_task(pouring.pour())
    try:
        for name in names:
            await eventually(partial(stopped, trial, name), within=SETTLING, every=0.5)
    finally:
        pouring.over.set()
        await task
    for name in names:
        await trial.site.begin_again(name)
    await trial.site.all_ready()
    for name in names:
        assert await stopped(trial, name), f"{name} went on by itself after it was started again"
        await eventually(partial(says_so, trial, name), within=SETTLING, every=0.5)
    for name in names:
        await eventually(partial(redriven, trial, name), pouring.poured.__eq__, within=REDRIVING, every=2)


async def stopped(trial: Trial, name: str) -> bool:
    return bool((await trial.look()).rows(service_of(name), OPEN_CIRCUITS))


async def says_so(trial: Trial, name: str) -> bool:
    metrics = await trial.site.metrics(name)
    return any(line.startswith("lotse_subscription_stopped") and line.endswith(" 1.0") for line in metrics)


async def redriven(trial: Trial, name: str) -> int:
    """As an operator does it; says how much of the poison is handled, when nothing is stopped any more."""
    await _operate(trial, name, "discard", "quarantined", "--reason", undecodable_records.REASON, *BECAUSE)
    await _operate(trial, name, "retry", "stopped", "--id", TOPIC, *BECAUSE)
    seen = await trial.look()
    rows = seen.rows(service_of(name), DEAD_LETTERS)
    handled = sum(row["topic"] == TOPIC and "handled" in row for row in rows)
    return 0 if seen.rows(service_of(name), OPEN_CIRCUITS) else handled


async def _operate(trial: Trial, name: str, *words: str) -> None:
    pid = trial.site.pid(name)
    assert pid is not None, f"{name} is not running"
    command = (sys.executable, "-m", "shared.bus", "--service", service_of(name), *words)
    told = psutil.Process(pid).environ()
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, env=dict(os.environ) | told, stdout=quiet)
    async with as_long_as_it_lives(process):
        await process.wait()
    assert process.returncode == 0, f"the operator's command failed for {name}: {words}"
