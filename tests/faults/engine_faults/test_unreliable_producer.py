"""Records come three times, out of order or not at all: only the counters show it."""

import pytest

from shared.bus import producer
from tests.harness.engines.unreliable_producer import AROUND, COPIES, LOST, Shaker
from tests.harness.faults.load import under_load
from tests.harness.faults.results import Row
from tests.harness.faults.three_services import World

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_an_unreliable_producer(
    world: World, rows: list[Row], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(producer, "_enqueue", Shaker(seed).enqueue)
    await world.run_small(without=["reliable courier"])
    fault = f"{COPIES} times each, moved by {AROUND}, {LOST:.0%} lost, seed {seed}"
    async with under_load(world, fault, rows, lossless=False, pause=0.01) as load:
        await load.flows(150)
    assert rows[-1].duplicates
    assert rows[-1].healed
