"""A process halts in the middle, others take over, and then it goes on."""

import asyncio
import signal
from collections.abc import Iterator
from functools import partial
from typing import Final

import psutil

from tests.faults.real_services.kill_at_fail_points import a_case_to_its_partner, death_at, until
from tests.harness.eventually import eventually
from tests.harness.real_services.fail_points_by_process import HEARING, why_not
from tests.harness.real_services.fault_trial import SETTLING, Fault, Trial
from tests.harness.real_services.second_process import a_twin

TIMES: Final = 2
BEYOND_LEASE_AND_SESSION: Final = 9.0
PLACES: Final = (
    "relay.before_send",
    "relay.before_ack",
    "relay.after_ack",
    "dispatch.after_perform",
    "subscriber.before_store",
    "transaction.before_commit",
    "subscriber.before_offsets",
)


def faults() -> Iterator[Fault]:
    for process in HEARING:
        for place in PLACES:
            act = partial(halted_at, process=process, place=place)
            yield Fault(f"{process} halted at {place}", act, passed_not=why_not(process, place))


async def halted_at(trial: Trial, process: str, place: str) -> None:
    """A twin takes over lease and partitions while the first one sleeps; then both go on."""
    site = trial.site
    for _ in range(TIMES):
        site.arm(process, place, "stop")
        pid = await site.begin_again(process)
        halted = asyncio.ensure_future(eventually(partial(_halted, pid), within=SETTLING, every=0.2))
        work = asyncio.ensure_future(until(halted, death_at(process, place).occasion, trial))
        await halted
        async with a_twin(site, process):
            await asyncio.sleep(BEYOND_LEASE_AND_SESSION)
            awake = asyncio.create_task(_kept_awake(trial, process))
            await a_case_to_its_partner(trial)
            await work
            awake.cancel()
            await site.begin_again(process)


async def _halted(pid: int) -> bool:
    return psutil.Process(pid).status() == psutil.STATUS_STOPPED


async def _kept_awake(trial: Trial, process: str) -> None:
    """It halts at that place each time that it comes there."""
    while True:
        trial.site.signal(process, signal.SIGCONT)
        await asyncio.sleep(0.1)
