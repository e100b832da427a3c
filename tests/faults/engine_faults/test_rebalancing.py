"""Who takes which partition changes all the time, and then there are more of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions

from infra.embedded.processes import Running
from infra.kafka.topics import create
from shared.bus import Connection
from shared.bus.publish.relay import Relay
from shared.contracts.intake import CaseOpened
from shared.contracts.referral import ReferralSent
from tests.faults.conftest import WANTED
from tests.harness.engines.single_node import a_kafka
from tests.harness.faults.load import under_load
from tests.harness.faults.results import Row
from tests.harness.faults.three_services import World, a_world

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]

EVERY: Final = 3.0
TURNS: Final = 12
BEFORE, AFTER = 6, 12
GROWING = (CaseOpened.TOPIC, ReferralSent.TOPIC)


@pytest.fixture
async def growing(mongo: str, tmp_path: Path) -> AsyncIterator[World]:
    """On a broker of its own, whose topics nobody else needs as they were."""
    async with a_kafka(tmp_path) as broker:
        await create(broker.address, WANTED)
        async with a_world(broker.address, mongo, "growing", tmp_path / "log.txt") as world, world.running_small():
            yield world


async def test_consumers_come_and_go(world: World, rows: list[Row]) -> None:
    await world.run_small()
    fault = f"consumers join or leave every {EVERY:.0f} s"
    async with AsyncExitStack() as ends, under_load(world, fault, rows) as load:
        crowd: list[Running] = []
        for turn in range(TURNS):
            if turn % 3 == 2:
                await crowd.pop(0).stop()
            else:
                crowd.append(await ends.enter_async_context(world.another_small()))
            await asyncio.sleep(EVERY)
        await load.flows()


async def test_topics_get_more_partitions(growing: World, rows: list[Row]) -> None:
    """While one relay knows of them and another does not yet, a case's events lie on two partitions.

    Who does not know them yet misses what lies there, and asks for it.
    """
    newer = Relay(growing.stores["intake"], growing.kafka)
    async with under_load(growing, f"from {BEFORE} to {AFTER} partitions", rows, lossless=False) as load:
        await _grow(growing.kafka)
        both = asyncio.create_task(_keep_sending(newer))
        await load.flows(60)
        await growing.run_small()
        await load.flows()
        both.cancel()
        await asyncio.gather(both, return_exceptions=True)
        await newer.close()
    assert all([await _used(growing.kafka, topic) for topic in GROWING]), "nothing went to the new partitions"


async def _keep_sending(relay: Relay) -> None:
    while True:
        await relay.work()
        await asyncio.sleep(0.02)


async def _grow(kafka: Connection) -> None:
    admin = AIOKafkaAdminClient(**kafka.options)
    await admin.start()
    await admin.create_partitions({topic: NewPartitions(total_count=AFTER) for topic in GROWING})
    await admin.close()


async def _used(kafka: Connection, topic: str) -> bool:
    async with AIOKafkaConsumer(**kafka.options) as consumer:
        ends = await consumer.end_offsets([TopicPartition(topic, part) for part in range(BEFORE, AFTER)])
    return any(ends.values())
