"""`make run BROKER=noida`: the whole system on the broker that comes as a single package."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient

from infra.embedded import control, demo
from infra.embedded.broker import NOIDA
from infra.embedded.folders import Folders
from infra.kafka.catalogue import wanted
from shared.bus import Connection
from tests.harness.system.embedded import System, a_system, begun

pytestmark = pytest.mark.system

TOPIC = "lotse.intake.case"
PATIENCE = 30.0


@pytest.fixture(scope="module")
async def without_kafka(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with a_system(tmp_path_factory.mktemp("noida"), None, "--broker", "noida") as running:
        yield running


async def submit(system: System) -> str:
    """The id of the case that a channel's submission becomes."""
    key = f"another-broker-{os.urandom(8).hex()}"
    headers = {"Authorization": f"Bearer {system.embedded['tokens']['channel']}", "Idempotency-Key": key}
    address = f"{system.embedded['public']}/api/intake/submissions"
    async with httpx2.AsyncClient() as http:
        answer = await http.post(address, headers=headers, json={"text": "Jemand hat mir gedroht.", "land": "NW"})
    case: str = answer.raise_for_status().json()["case_id"]
    return case


async def heard(system: System, case: str) -> str:
    """The type of the first event of that case; whoever comes may read."""
    connection = Connection(system.embedded["kafka"]["bootstrap"])
    async with (
        asyncio.timeout(PATIENCE),
        AIOKafkaConsumer(TOPIC, **connection.options, auto_offset_reset="earliest") as consumer,
    ):
        async for record in consumer:
            event: dict[str, str] = json.loads(record.value)
            if event["partitionkey"] == case:
                return event["type"]
    raise AssertionError("the consumer ended")


async def partitions(system: System) -> dict[str, int]:
    admin = AIOKafkaAdminClient(**Connection(system.embedded["kafka"]["bootstrap"]).options)
    await admin.start()
    try:
        return {each["topic"]: len(each["partitions"]) for each in await admin.describe_topics()}
    finally:
        await admin.close()


def rooms(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


async def test_it_says_what_it_cannot_promise_before_it_is_ready(without_kafka: System) -> None:
    said = "".join(without_kafka.console).partition("Lotse is ready")[0].splitlines()
    assert [line for line in said if line.startswith("BROKER=")] == [
        f"BROKER=noida: {sentence}" for sentence in NOIDA.cannot_promise
    ]


async def test_scripts_learn_that_nobody_signs_in(without_kafka: System) -> None:
    told = without_kafka.embedded
    assert (told["kafka"]["mechanism"], told["kafka"]["users"]) == (None, {})
    assert "noida" in told["processes"]
    assert "kafka" not in told["processes"]


async def test_killed_it_comes_back_with_its_topics_and_events_go_on(without_kafka: System) -> None:
    before = len(without_kafka.console)
    os.kill(without_kafka.embedded["processes"]["noida"], signal.SIGKILL)
    case = await submit(without_kafka)
    await without_kafka.told("noida runs again", after=before)
    there = await partitions(without_kafka)
    asked_for = {topic.name: topic.partitions for topic in wanted(demo.opaque_parts())}
    assert asked_for == {name: there[name] for name in asked_for}
    assert await heard(without_kafka, case) == f"{TOPIC}.opened.v1"
    assert set((await asyncio.to_thread(control.status, Folders(without_kafka.folder))).values()) == {"ready"}


@pytest.mark.parametrize(("broker", "left"), [("kafka", "noida"), ("rabbit", None)])
async def test_a_wrong_choice_is_one_sentence_and_starts_nothing(tmp_path: Path, broker: str, left: str | None) -> None:
    if left:
        (tmp_path / left).mkdir()
    async with begun(tmp_path, 8080, "--broker", broker) as refused:
        assert await refused.ended() == 1
        await refused.told("BROKER")
    assert len(refused.console) == 1
    assert rooms(tmp_path) <= {"run", left}
