"""A broker that is killed loses what it acknowledged; the gap is seen and healed soon after it is back."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from infra.kafka.topics import create
from shared.bus import Connection, Intervals
from shared.bus.publish.leader import DEFAULT_INTERVALS
from shared.bus.write.outbox import OUTBOX, SENT
from shared.contracts.intake import CaseOpened
from shared.contracts.referral import ReferralSent
from tests.faults.conftest import WANTED
from tests.harness.engines.single_node import Engine, a_forgetful_broker
from tests.harness.faults.load import Load, under_load
from tests.harness.faults.results import Row
from tests.harness.faults.three_services import World, a_world
from tests.harness.invariants.duplicate_records import records
from tests.harness.services.recording_service import QUICK

pytestmark = [pytest.mark.engines, pytest.mark.system]

AT_MOST = 10
HEALED_WITHIN = 60.0
AHEAD = timedelta(minutes=20)
"""More than heads reach back."""

AS_IN_PRODUCTION = DEFAULT_INTERVALS
SAID = [CaseOpened.TOPIC, ReferralSent.TOPIC]


@dataclass(frozen=True)
class Place:
    world: World
    broker: Engine[Connection]

    async def forget(self, load: Load, ahead: timedelta = timedelta()) -> None:
        """Killed while it takes records, until it lost one; meanwhile the services' clocks move."""
        for kills in range(1, AT_MOST + 1):
            await load.flows(30)
            await self.broker.kill()
            self.world.clock.move(kills * ahead)
            sent = await self._sent()
            await self.broker.start()
            await create(self.broker.address, WANTED)
            if sent - (await records(self.broker.address, SAID)).keys():
                return
        pytest.fail(f"{AT_MOST} kills lost nothing, so that they prove nothing")

    async def _sent(self) -> set[str]:
        stores = [self.world.stores[name][OUTBOX] for name in ("intake", "referral")]
        return {event for store in stores for event in await store.distinct("_id", {"status": SENT})}


@pytest.fixture
async def place(
    mongo: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Place]:
    folder: Path = tmp_path_factory.mktemp("forgetful")
    intervals: Intervals = getattr(request, "param", QUICK)
    async with a_forgetful_broker(folder) as broker:
        await create(broker.address, WANTED)
        async with (
            a_world(broker.address, mongo, folder.name, folder / "log.txt", intervals) as world,
            world.running_small(),
        ):
            yield Place(world, broker)


async def test_what_a_broker_lost_is_healed(place: Place, rows: list[Row]) -> None:
    async with under_load(place.world, "broker loses records", rows, lossless=False, pause=0.02) as load:
        await place.forget(load)
    assert rows[-1].healed


@pytest.mark.faults_long
@pytest.mark.parametrize("place", [AS_IN_PRODUCTION, QUICK], indirect=True, ids=["as in production", "quick"])
@pytest.mark.parametrize("ahead", [timedelta(), AHEAD, -AHEAD], ids=["", "ahead", "behind"])
async def test_what_a_broker_lost_is_healed_within_a_minute(place: Place, rows: list[Row], ahead: timedelta) -> None:
    heads = place.world.intervals.heads
    fault = f"broker loses records, heads every {heads} s, clocks {ahead.total_seconds():+.0f} s"
    async with under_load(place.world, fault, rows, lossless=False, within=HEALED_WITHIN, pause=0.02) as load:
        await place.forget(load, ahead)
    assert rows[-1].healed
