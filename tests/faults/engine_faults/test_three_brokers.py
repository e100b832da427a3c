"""Three brokers: the leader is killed and comes back, then each is restarted in its turn."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.kafka.topics import create
from shared.contracts.intake import CaseOpened
from tests.faults.conftest import WANTED
from tests.harness.engines.single_node import Engine
from tests.harness.engines.three_brokers import Cluster, three_brokers
from tests.harness.faults.load import under_load
from tests.harness.faults.results import Row
from tests.harness.faults.three_services import World, a_world

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]

KILLS = 2


@dataclass(frozen=True)
class Place:
    world: World
    cluster: Cluster

    async def back(self, broker: Engine[str]) -> None:
        await broker.start()
        await self.cluster.whole(CaseOpened.TOPIC)


@pytest.fixture(scope="module")
async def place(mongo: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    folder: Path = tmp_path_factory.mktemp("brokers")
    async with three_brokers(folder) as cluster:
        await create(cluster.address, WANTED)
        async with a_world(cluster.address, mongo, "brokers", folder / "log") as world, world.running_small():
            yield Place(world, cluster)


async def test_the_leader_is_killed_and_comes_back(place: Place, rows: list[Row]) -> None:
    async with under_load(place.world, f"leader of three brokers killed {KILLS} times", rows) as load:
        for _ in range(KILLS):
            leader = await place.cluster.leader_of(CaseOpened.TOPIC)
            await leader.kill()
            await load.flows()
            await place.back(leader)
            await load.flows()


async def test_each_of_the_three_is_restarted_in_its_turn(place: Place, rows: list[Row]) -> None:
    async with under_load(place.world, "three brokers rolled", rows) as load:
        for broker in place.cluster.nodes.values():
            await broker.stop()
            await load.flows()
            await place.back(broker)
