"""A replica set of three: its primary is killed, its commits lose their replies, its writes conflict."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.bus import Connection
from tests.harness.case_events import case_triaged
from tests.harness.engines.replica_set import ReplicaSet, a_replica_set
from tests.harness.engines.store_faults import NO_SUCH_TRANSACTION, WRITE_CONCERN_FAILED, WRITE_CONFLICT
from tests.harness.faults.load import under_load
from tests.harness.faults.results import Row
from tests.harness.faults.three_services import World, a_world

pytestmark = [pytest.mark.engines, pytest.mark.system]

OBEYS_FAIL_POINTS = ("--setParameter", "enableTestCommands=1")
KILLS = 4
AT_ONCE = 10


@dataclass(frozen=True)
class Place:
    world: World
    three: ReplicaSet

    async def kill_the_primary(self) -> None:
        primary = await self.three.primary()
        await primary.kill()
        await self.three.primary()
        await primary.start()

    async def fail(self, commands: list[str], chance: float, **how: object) -> None:
        """The primary answers so many of these commands wrongly; none when the chance is 0."""
        mode: object = {"activationProbability": chance} if chance else "off"
        told = {"configureFailPoint": "failCommand", "mode": mode, "data": {"failCommands": commands, **how}}
        await self.world.stores["intake"].client.admin.command(told)


@pytest.fixture(scope="module")
async def place(kafka: Connection, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    folder: Path = tmp_path_factory.mktemp("three")
    async with (
        a_replica_set(folder, *OBEYS_FAIL_POINTS) as three,
        a_world(kafka, three.address, "three", folder / "log") as world,
        world.running_small(),
    ):
        yield Place(world, three)


async def test_the_primary_is_killed_once(place: Place, rows: list[Row]) -> None:
    async with under_load(place.world, "primary killed", rows) as load:
        await place.kill_the_primary()
        await load.flows()


@pytest.mark.faults_long
async def test_the_primary_is_killed_again_and_again(place: Place, rows: list[Row]) -> None:
    async with under_load(place.world, f"primary killed {KILLS} times", rows) as load:
        for _ in range(KILLS):
            await place.kill_the_primary()
            await load.flows()


LOST: dict[str, dict[str, object]] = {
    "commit done, reply lost": {"writeConcernError": {"code": WRITE_CONCERN_FAILED, "errmsg": "lost"}},
    "commit cut off": {"closeConnection": True},
    "commit finds nothing": {"errorCode": NO_SUCH_TRANSACTION},
}


@pytest.mark.faults_long
@pytest.mark.parametrize("fault", LOST)
async def test_one_commit_in_five_goes_wrong(place: Place, rows: list[Row], fault: str) -> None:
    async with under_load(place.world, f"{fault}, 1 in 5", rows) as load:
        await place.fail(["commitTransaction"], 0.2, **LOST[fault])
        await load.flows(60)
        await place.fail([], 0)


@pytest.mark.faults_long
async def test_writes_conflict(place: Place, rows: list[Row]) -> None:
    """Those that the engine is told to find, and real ones of many who speak about one case at once."""
    speaker = place.world.speaker
    async with under_load(place.world, f"write conflicts, 1 command in 100 and {AT_ONCE} at once", rows) as load:
        await place.fail(["insert", "update"], 0.01, errorCode=WRITE_CONFLICT)
        key = await place.world.open_case(send=False)
        await asyncio.gather(*(speaker.say(key, case_triaged(key)) for _ in range(AT_ONCE)))
        await load.flows(60)
        await place.fail([], 0)
