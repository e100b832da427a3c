"""All ways of a referral together, on stores in memory (`harness/ways/machine.py` says what must hold)."""

import asyncio

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.harness.memory_store import MemoryStore, MemoryUnitOfWork
from tests.harness.ways.machine import AllWays
from tests.harness.ways.world import Stores, World, a_world

CALM = settings(
    stateful_step_count=30, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
"""The same histories each time: what they find is found by who changes the code, and by nobody else's run."""
FEW, MANY = pytest.param(40, id="40"), pytest.param(200, id="200", marks=pytest.mark.long)


def in_memory() -> Stores:
    intake, intake_keys, referral, referral_keys, statistics = (
        MemoryStore(f"lotse_{name}").as_store()
        for name in ("intake", "intake_keys", "referral", "referral_keys", "statistics")
    )
    return Stores(intake, intake_keys, referral, referral_keys, statistics, MemoryUnitOfWork)


class InMemory(AllWays):
    loop = asyncio.Runner()

    async def make(self) -> World:
        return await a_world(in_memory())


@pytest.mark.parametrize("examples", [FEW, MANY])
def test_whatever_happens_by_whatever_way_the_promises_hold(examples: int) -> None:
    run_state_machine_as_test(InMemory, settings=settings(CALM, max_examples=examples))
