"""The engines are away: halted for a minute, killed and back."""

import asyncio
import signal
from functools import partial
from typing import Final

from tests.faults.real_services.kill_at_fail_points import a_case_to_its_end
from tests.harness.real_services.fault_trial import Fault, Trial

A_MINUTE: Final = 60.0
UNAVAILABLE: Final = 503
KILLS, BETWEEN_KILLS = 5, 6.0


def faults() -> list[Fault]:
    return [
        Fault("the store halts for a minute", store_halts),
        Fault("the store is killed and comes back, five times", partial(killed, engine="mongo")),
        Fault("the broker halts for a minute", broker_halts),
        Fault("the broker is killed and comes back, five times", partial(killed, engine="kafka")),
    ]


async def store_halts(trial: Trial) -> None:
    """Who asks is told to come again; nothing is half done afterwards."""
    channel = trial.channel
    said_before, accepted_before = len(channel.refusals), len(channel.accepted)
    usual, channel.patience = channel.patience, A_MINUTE
    await halted(trial, "mongo")
    channel.patience = usual
    told = channel.refusals[said_before:]
    assert told, "nobody was told that the store is away"
    odd = {answer.status_code for answer in told} - {UNAVAILABLE}
    assert not odd, f"while the store was away the door said {sorted(odd)}"
    assert all("retry-after" in answer.headers for answer in told), "503 without Retry-After"
    assert len(channel.accepted) > accepted_before, "nobody was accepted afterwards"


async def broker_halts(trial: Trial) -> None:
    """People can still hand in."""
    before = len(trial.channel.accepted)
    await halted(trial, "kafka")
    assert len(trial.channel.accepted) - before > A_MINUTE / 2, "the door waited for the broker"


async def halted(trial: Trial, engine: str) -> None:
    trial.site.signal(engine, signal.SIGSTOP)
    await asyncio.sleep(A_MINUTE)
    trial.site.signal(engine, signal.SIGCONT)
    await a_case_to_its_end(trial)


async def killed(trial: Trial, engine: str) -> None:
    work = asyncio.ensure_future(_cases(trial))
    for _ in range(KILLS):
        await asyncio.sleep(BETWEEN_KILLS)
        before = trial.site.pid(engine)
        trial.site.signal(engine, signal.SIGKILL)
        await trial.site.next(engine, before)
    await work


async def _cases(trial: Trial) -> None:
    for _ in range(KILLS):
        await a_case_to_its_end(trial)
