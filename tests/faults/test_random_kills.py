"""kill -9 at random moments while cases keep coming: nothing is lost, nothing takes effect twice."""

import asyncio
import random

import pytest

from shared.contracts.referral import ReferralSent
from tests.harness.eventually import eventually
from tests.harness.faults.three_services import World
from tests.harness.invariants.duplicate_records import sent_again

pytestmark = [pytest.mark.engines, pytest.mark.system]

SEED = 20240801
KILLS, AT_MOST = 6, 20
AGAIN = 60.0
"""Seconds in which a new process has started, the dead one's lease and session are over, and something was done."""


async def test_killed_at_random_under_load(world: World) -> None:
    chance = random.Random(SEED)
    talking = asyncio.create_task(_talk(world))
    again = 0
    for kills in range(1, AT_MOST + 1):
        before = await world.referred()
        async with world.running_small(killed=True):
            await eventually(world.referred, lambda seen, before=before: seen > before, within=AGAIN)  # type: ignore[misc]
            await asyncio.sleep(chance.uniform(0, 0.4))
        again = await sent_again(world.kafka, [ReferralSent.TOPIC]) + await world.performed_again()
        if kills >= KILLS and again:
            break
    talking.cancel()
    await asyncio.gather(talking, return_exceptions=True)
    async with world.running_small():
        await world.holds()
    assert again > 0, f"{AT_MOST} kills brought no duplicate, so that they prove nothing"


async def _talk(world: World) -> None:
    """As fast as one speaker can without starving everybody else."""
    while True:
        await world.open_case(send=False)
        await asyncio.sleep(0.02)
