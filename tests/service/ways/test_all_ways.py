"""All ways of a referral together, on a real engine (`harness/ways/machine.py` says what must hold)."""

import asyncio
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

import services.referral.main as referral
import services.statistics.main as statistics
from services.intake.main import prepare_stores
from shared.bus import UnitOfWork
from shared.store import Store, connect, prepare
from tests.harness.engines.contents import drop, empty
from tests.harness.ways.machine import AllWays
from tests.harness.ways.world import Stores, World, a_world

pytestmark = pytest.mark.engines

CALM = settings(
    stateful_step_count=12,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
"""Nothing is made smaller: on an engine that takes long, and in memory the same history is soon found."""
FEW, MANY = pytest.param(4, id="4"), pytest.param(100, id="100", marks=pytest.mark.long)


class OnAnEngine(AllWays):
    loop = asyncio.Runner()


@pytest.fixture
def machine(mongo: str, store_name: str) -> Iterator[type[OnAnEngine]]:
    """Its stores are emptied for each history."""
    stores = OnAnEngine.loop.run(_connected(mongo, store_name))

    class Machine(OnAnEngine):
        async def make(self) -> World:
            await empty(*_all(stores))
            return await a_world(stores)

    yield Machine
    OnAnEngine.loop.run(_dropped(stores))


@pytest.mark.parametrize("examples", [FEW, MANY])
def test_on_an_engine_the_promises_hold_as_well(machine: type[OnAnEngine], examples: int) -> None:
    run_state_machine_as_test(machine, settings=settings(CALM, max_examples=examples))


async def _connected(mongo: str, name: str) -> Stores:
    own = partial(connect, mongo)
    stores = Stores(
        intake=own(f"{name}_i"),
        intake_keys=own(f"{name}_ik"),
        referral=own(f"{name}_r"),
        referral_keys=own(f"{name}_rk"),
        statistics=own(f"{name}_s"),
        unit_of_work=UnitOfWork,
    )
    await prepare_stores(stores.intake, stores.intake_keys)
    await prepare(stores.referral, referral.ALL_INDEXES)
    await prepare(stores.statistics, statistics.ALL_INDEXES)
    return stores


def _all(stores: Stores) -> list[Store]:
    return [stores.intake, stores.intake_keys, stores.referral, stores.referral_keys, stores.statistics]


async def _dropped(stores: Stores) -> None:
    for each in _all(stores):
        await drop(each, each.database.name)
        await each.close()
