"""Three of ten records are poison: the topic stops, also across a restart, and says so; a human ends it at zero."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from infra.kafka.topics import create
from shared.bus import UnitOfWork
from shared.bus.consume.dead_letters import OPEN_CIRCUITS
from shared.bus.repair.redrive import Choice, Redrive
from shared.contracts.intake import CaseOpened
from tests.faults.conftest import WANTED
from tests.harness.case_events import a_key
from tests.harness.engines.single_node import a_kafka
from tests.harness.eventually import eventually, settles
from tests.harness.faults.heartbeats import heartbeats
from tests.harness.faults.load import HEARERS, under_load
from tests.harness.faults.results import Row
from tests.harness.faults.three_services import World, a_world

pytestmark = [pytest.mark.engines, pytest.mark.system]

TOPIC: Final = CaseOpened.TOPIC
POISON_FOR_EACH_CASE: Final = 3 * 3 / 7


@pytest.fixture
async def flooded(mongo: str, tmp_path: Path) -> AsyncIterator[World]:
    """On a broker of its own: the flood would be one for everybody who reads the topic later."""
    async with a_kafka(tmp_path) as broker:
        await create(broker.address, WANTED)
        async with a_world(broker.address, mongo, "flooded", tmp_path / "log.txt") as world, world.running_small():
            yield world


async def test_a_flood_of_poison(flooded: World, rows: list[Row]) -> None:
    gone = asyncio.Event()
    async with _redriving(flooded, gone), under_load(flooded, "30 % of records are poison", rows):
        poisoning = asyncio.create_task(_poison(flooded))
        for name in HEARERS:
            await eventually(lambda name=name: flooded.stores[name][OPEN_CIRCUITS].find_one({"_id": TOPIC}))  # type: ignore[misc]
        poisoning.cancel()
        await asyncio.gather(poisoning, return_exceptions=True)
        taken = await _taken(flooded)
        await flooded.run_small()
        await _says_that_it_is_stopped(flooded)
        assert await _taken(flooded) == taken
        waiting = set(flooded.opened)
        gone.set()
        await settles(lambda: _redriven(flooded, waiting), int, within=60, every=0.5)


async def _poison(world: World) -> None:
    sent = 0
    while True:
        while sent < len(world.opened) * POISON_FOR_EACH_CASE:
            await world.speaker.send_raw(a_key(), b"poison %d" % sent)
            sent += 1
        await asyncio.sleep(0.02)


async def _taken(world: World) -> int:
    return await world.stores["referral"]["heard"].count_documents({"topic": TOPIC})


async def _says_that_it_is_stopped(world: World) -> None:
    """By its next heartbeats: it has been running for some seconds by then."""
    beats = 0
    async with asyncio.timeout(30), heartbeats(world.kafka) as each:
        async for told in each:
            beats += told["service"] == "referral" and TOPIC in told["stopped"]
            if beats == 10:
                return


@asynccontextmanager
async def _redriving(world: World, gone: asyncio.Event) -> AsyncIterator[None]:
    """The human goes on until the end: what is still unread when the cases are taken stops the topic once more."""

    async def again_and_again() -> None:
        await gone.wait()
        async with heartbeats(world.kafka) as each:
            async for _ in each:
                await _redriven(world, set())

    redriving = asyncio.create_task(again_and_again())
    try:
        yield
    finally:
        redriving.cancel()
        await asyncio.gather(redriving, return_exceptions=True)


async def _redriven(world: World, waiting: set[str]) -> int:
    """Clears what is stopped and discards what is quarantined; says what there was, and which cases still wait."""
    handled = 0
    for name in HEARERS:
        redriving = Redrive(UnitOfWork(world.stores[name], name), "omar")
        handled += await redriving.discard("quarantined", Choice(), "a wrong deployment sent it")
        handled += await redriving.retry("stopped", Choice(), "the wrong deployment is gone")
        done = await world.stores[name]["heard"].distinct("key", {"topic": TOPIC, "sequence": 3})
        handled += len(waiting - set(done))
    return handled
