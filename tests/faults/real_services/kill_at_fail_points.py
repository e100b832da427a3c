"""kill -9 at every fail point of every process, once; the next process goes on where it was."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from tests.harness.real_services import defective_service, undecodable_records
from tests.harness.real_services.fail_points_by_process import DESK, FACE, HEARING, STATISTICS, of, why_not
from tests.harness.real_services.fault_trial import Act, Fault, Trial
from tests.harness.real_services.lost_records import lose, more_came

REACHED_WITHIN: Final = 75.0

Begin = Callable[[Trial, str], Awaitable[int]]
"""Starts the process, armed as it was wished, and returns its number."""


async def again(trial: Trial, process: str) -> int:
    return await trial.site.begin_again(process)


async def after_a_loss(trial: Trial, process: str) -> int:
    """It comes back to a broker that has less than it had said."""
    async with trial.counselling() as counselling:
        if process == DESK:
            await counselling.to_the_partner()
            await lose(trial, process, lambda _: counselling.helped())
        else:
            await lose(trial, process, more_came)
    return await trial.site.next(process, None)


async def a_case_to_its_end(trial: Trial) -> None:
    async with trial.counselling() as counselling:
        await counselling.to_the_end()


async def a_colleague_signs_out(trial: Trial) -> None:
    async with trial.counselling() as counselling:
        await counselling.signed_out()


async def others_lose_what_it_said(trial: Trial) -> None:
    await lose(trial, STATISTICS, a_case_to_its_partner)


async def a_case_to_its_partner(trial: Trial) -> None:
    async with trial.counselling() as counselling:
        await counselling.to_the_partner()


@dataclass(frozen=True)
class Death:
    occasion: Act = a_case_to_its_end
    begin: Begin = again
    through: str | None = None
    loses: bool = False


SPECIAL: Final = {
    "gaps.after_ask": Death(begin=after_a_loss, loses=True),
    "heads.within_replay": Death(others_lose_what_it_said, loses=True),
    "inbound.after_quarantine": Death(partial(undecodable_records.one_is_discarded, topic="lotse.intake.case")),
    "apply.after_failure": Death(through=defective_service.__name__),
    "retry.before_try": Death(through=defective_service.__name__),
}
AT_THE_DESK: Final = {
    "inbound.after_quarantine": Death(partial(undecodable_records.one_is_discarded, topic="lotse.referral.referral")),
} | dict.fromkeys(
    ("dispatch.before_perform", "dispatch.after_perform", "dispatch.after_conclude"), Death(a_colleague_signs_out)
)


def faults() -> Iterator[Fault]:
    for process in (FACE, *HEARING):
        for point in of(process):
            death = death_at(process, point)
            act = partial(killed_at, process=process, point=point, death=death)
            yield Fault(f"{process} at {point}", act, death.loses, passed_not=why_not(process, point))


def death_at(process: str, point: str) -> Death:
    return (AT_THE_DESK if process == DESK else {}).get(point) or SPECIAL.get(point, Death())


async def killed_at(trial: Trial, process: str, point: str, death: Death) -> None:
    """What is lost is lost once; who lost it asks for it when it is back."""
    trial.site.arm(process, point, through=death.through)
    armed = await death.begin(trial, process)
    reached = asyncio.ensure_future(trial.site.next(process, armed, within=REACHED_WITHIN))
    await (death.occasion(trial) if death.loses else until(reached, death.occasion, trial))
    await asyncio.wait([reached])
    if reached.exception():
        await trial.site.begin_again(process)
        raise AssertionError(f"{process} never came to {point}")


async def until(reached: asyncio.Future[Any], act: Act, trial: Trial) -> None:
    """Once, and again as long as the process is only joining its group: by then the first occasion may be over."""
    await act(trial)
    while not reached.done():
        await act(trial)
