"""A broker that loses what it acknowledged, killed while events flow or come back empty: nothing stays lost."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from infra.kafka.topics import Wanted, create
from shared.bus import Connection, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.bus.repair.gaps import GAPS
from shared.bus.write.outbox import OUTBOX, SENT
from shared.clock import now
from shared.contracts.catalogue import TOPICS
from shared.store import Document, Store
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.engines.single_node import Engine, a_forgetful_broker
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import CASES, Speaker
from tests.harness.services.recording_service import Hearer, a_store, hearing

pytestmark = pytest.mark.system

KEYS, KILLS = 60, 4
WANTED = [Wanted(topic.name, topic.partitions) for topic in TOPICS if not topic.opaque]


class World(NamedTuple):
    engine: Engine[Connection]
    said: Store
    heard: Store
    speaker: Speaker


@pytest.fixture
async def world(tmp_path: Path, mongo: str, store_name: str) -> AsyncIterator[World]:
    """The broker, the store of who says, the store of who hears, and somebody who says."""
    async with (
        a_forgetful_broker(tmp_path) as engine,
        a_store(mongo, f"{store_name}_said") as said,
        a_store(mongo, f"{store_name}_heard") as heard,
    ):
        await create(engine.address, WANTED)
        yield World(engine, said, heard, Speaker(UnitOfWork(said, "intake"), Relay(said, engine.address)))


async def test_killed_while_events_flow(world: World) -> None:
    keys = [a_key() for _ in range(KEYS)]
    engine, said, heard, speaker = world
    async with hearing("intake", said, engine.address), hearing("statistics", heard, engine.address) as hearer:
        talking = asyncio.create_task(_talk(speaker, keys))
        for kill in range(KILLS):
            await _said_by(said, KEYS * kill // KILLS)
            await engine.kill()
            await engine.start()
            await create(engine.address, WANTED)
        await talking
        await _all_heard(hearer, keys)


async def test_come_back_empty(tmp_path: Path, world: World) -> None:
    keys = [a_key() for _ in range(KEYS)]
    engine, said, heard, speaker = world
    async with hearing("intake", said, engine.address):
        await _talk(speaker, keys)
        await eventually(lambda: said[OUTBOX].distinct("status"), lambda seen: seen == [SENT])
        await engine.kill()
        shutil.rmtree(tmp_path / "data")
        await engine.start()
        await create(engine.address, WANTED)
        async with hearing("statistics", heard, engine.address) as hearer:
            await _all_heard(hearer, keys)


async def test_come_back_with_fewer_partitions(tmp_path: Path, world: World) -> None:
    """As when a broker makes topics that somebody asks for. What was to be read of the others is asked for."""
    keys = [a_key() for _ in range(KEYS)]
    engine, said, heard, speaker = world
    async with hearing("intake", said, engine.address), hearing("statistics", heard, engine.address) as hearer:
        await _talk(speaker, keys[:-1])
        await _all_heard(hearer, keys[:-1])
        await engine.kill()
        shutil.rmtree(tmp_path / "data")
        await _talk(speaker, keys[-1:])
        await speaker.lose(keys[-1])
        await heard[GAPS].insert_one(_a_gap(keys[-1]))
        await engine.start()
        await create(engine.address, [Wanted(each.name) for each in WANTED])
        await _all_heard(hearer, keys)


def _a_gap(key: str) -> Document:
    """Seen while the topic had six partitions and more in each than it has now."""
    ends = [[part, 99] for part in range(6)]
    seen = {"topic": CASES, "key": key, "head": 3, "ends": ends, "asked": 0, "since": now()}
    return {"_id": f"{CASES}|{key}", **seen, "due": now()}


async def _talk(speaker: Speaker, keys: list[str]) -> None:
    for key in keys:
        await speaker.say(key, case_opened(key), case_triaged(key), case_triaged(key))
        await asyncio.sleep(0.01)


async def _said_by(said: Store, many: int) -> None:
    await eventually(lambda: said["ledger"].count_documents({}), lambda seen: seen > many)


async def _all_heard(hearer: Hearer, keys: list[str]) -> None:
    """Each key's three events, once and in order."""
    rows = hearer.unit_of_work.store["heard"]
    await eventually(lambda: rows.count_documents({}), lambda seen: seen == 3 * len(keys), within=60)
    for key in keys:
        assert await hearer.sequences(key) == [1, 2, 3]
