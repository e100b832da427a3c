"""The network between the small service and one of its engines is slow, one-way or gone, and then it is mended."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from infra.kafka.topics import create
from tests.faults.conftest import WANTED
from tests.harness.engines.proxied_kafka import a_proxied_kafka
from tests.harness.engines.proxy import Proxy, a_proxy
from tests.harness.engines.single_node import Engine
from tests.harness.faults.load import under_load
from tests.harness.faults.results import Row
from tests.harness.faults.three_services import World, a_world

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]

LASTS: Final = 15.0
"""Longer than a lease, a session and every time limit of relay and producer."""

FLAPS, FLAP = 8, 1.5
SLOW, DRIP = 0.3, 512


def slow(proxy: Proxy) -> None:
    proxy.up.delay = proxy.down.delay = SLOW


def drip(proxy: Proxy) -> None:
    for lane in (proxy.up, proxy.down):
        lane.delay, lane.drop_size = 0.005, DRIP


def deaf(proxy: Proxy) -> None:
    proxy.up.open.clear()


def mute(proxy: Proxy) -> None:
    proxy.down.open.clear()


def gone(proxy: Proxy) -> None:
    deaf(proxy)
    mute(proxy)


CONDITIONS: Final[list[Callable[[Proxy], None]]] = [slow, drip, deaf, mute, gone]


@dataclass(frozen=True)
class Place:
    world: World
    proxies: dict[str, Proxy]


@pytest.fixture(scope="module")
async def place(mongo_engine: Engine[str], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    folder: Path = tmp_path_factory.mktemp("network")
    store = mongo_engine.program.port
    assert store is not None
    async with a_proxied_kafka(folder) as kafka, a_proxy(store) as proxy:
        await create(kafka.direct, WANTED)
        async with a_world(kafka.direct, mongo_engine.address, "network", folder / "log.txt") as world:
            world.small_kafka = kafka.proxied
            world.small_uri = mongo_engine.address.replace(f":{store}", f":{proxy.port}")
            async with world.running_small():
                yield Place(world, {"broker": kafka.proxy, "store": proxy})


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.__name__)
@pytest.mark.parametrize("engine", ["broker", "store"])
async def test_a_bad_network(place: Place, rows: list[Row], engine: str, condition: Callable[[Proxy], None]) -> None:
    async with under_load(place.world, f"network to the {engine} {condition.__name__} for {LASTS:.0f} s", rows) as load:
        condition(place.proxies[engine])
        await asyncio.sleep(LASTS)
        place.proxies[engine].mend()
        await load.catches_up()


@pytest.mark.parametrize("engine", ["broker", "store"])
async def test_a_flapping_network(place: Place, rows: list[Row], engine: str) -> None:
    async with under_load(place.world, f"network to the {engine} flaps {FLAPS} times", rows) as load:
        for _ in range(FLAPS):
            gone(place.proxies[engine])
            await asyncio.sleep(FLAP)
            place.proxies[engine].mend()
            await asyncio.sleep(FLAP)
        await load.catches_up()
