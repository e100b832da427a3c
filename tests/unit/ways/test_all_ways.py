"""All ways of a referral together, on stores in memory (`harness/ways/machine.py` says what must hold)."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.harness.memory_store import MemoryStore, MemoryUnitOfWork
from tests.harness.ways.machine import AllWays, a_loop
from tests.harness.ways.world import Stores, World, a_world

CALM = settings(stateful_step_count=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
FEW, MANY = pytest.param(60, id="60"), pytest.param(300, id="300", marks=pytest.mark.long)


def in_memory() -> Stores:
    names = ("lotse_intake", "lotse_intake_keys", "lotse_referral", "lotse_referral_keys", "lotse_statistics")
    return Stores(*(MemoryStore(name).as_store() for name in names), unit_of_work=MemoryUnitOfWork)


class InMemory(AllWays):
    run = staticmethod(a_loop())

    @staticmethod
    async def make() -> World:
        return await a_world(in_memory())


@pytest.mark.parametrize("examples", [FEW, MANY])
def test_whatever_happens_by_whatever_way_the_promises_hold(examples: int) -> None:
    run_state_machine_as_test(InMemory, settings=settings(CALM, max_examples=examples))
