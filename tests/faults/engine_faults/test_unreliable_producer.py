"""Records come three times, out of order or not at all; nobody notices but who counts them."""

from pathlib import Path

import pytest

from shared.bus import Connection
from tests.harness.engines.unreliable_producer import AROUND, COPIES, LOST, SHAKEN, ShakenProducer
from tests.harness.faults.load import under_load
from tests.harness.faults.results import Row
from tests.harness.faults.three_services import a_world

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_an_unreliable_producer(
    kafka: Connection, mongo: str, tmp_path: Path, rows: list[Row], seed: int
) -> None:
    fault = f"{COPIES} times each, moved by {AROUND}, {LOST:.0%} lost, seed {seed}"
    producer = ShakenProducer(kafka, seed)
    async with a_world(kafka, mongo, tmp_path.name, tmp_path / "log.txt", producer=producer) as world:
        await world.run_small(without=[SHAKEN])
        async with under_load(world, fault, rows, lossless=False, pause=0.01) as load:
            await load.flows(150)
    assert rows[-1].duplicates
    assert rows[-1].healed
