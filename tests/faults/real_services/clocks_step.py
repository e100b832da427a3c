"""The clocks of all services step forward and back while they work."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Final

from shared.clock import now
from tests.faults.real_services.kill_at_fail_points import a_case_to_its_end
from tests.harness.real_services import wrong_clock
from tests.harness.real_services.fail_points_by_process import HEARING, STATISTICS
from tests.harness.real_services.fault_trial import Fault, Trial
from tests.harness.real_services.lost_records import lose, more_came

STEP: Final = 20 * 60
HEADS_EVERY: Final = 35.0


def faults() -> list[Fault]:
    return [
        Fault("all clocks step 20 minutes forward and back", step),
        Fault("records are lost after the clocks stepped", step_and_lose, loses=True),
    ]


async def step(trial: Trial) -> None:
    told = await _at_a_clock_of_ours(trial)
    async with trial.counselling() as counselling:
        await asyncio.to_thread(counselling.sign_in)
        told.write_text(str(STEP))
        await counselling.to_the_partner()
        latest = max(said.envelope.time for said in (await trial.look()).said("referral"))
        await counselling.to_the_end()
    told.write_text("0")
    assert latest > now() + timedelta(seconds=STEP / 2), "no clock stepped"
    await a_case_to_its_end(trial)


async def step_and_lose(trial: Trial) -> None:
    """The clocks are ahead by more than heads reach back."""
    told = await _at_a_clock_of_ours(trial)
    told.write_text(str(STEP))
    await more_came(trial)
    await asyncio.sleep(HEADS_EVERY)
    told.write_text("0")
    await lose(trial, STATISTICS, more_came)


async def _at_a_clock_of_ours(trial: Trial) -> Path:
    """Started again so that they follow what is written into that file."""
    told = trial.site.data / "run" / "clock"
    told.write_text("0")
    for name in HEARING:
        trial.site.wish(name, {wrong_clock.TOLD_BY: str(told)}, through=wrong_clock.__name__)
        await trial.site.begin_again(name)
    await trial.site.all_ready()
    return told
