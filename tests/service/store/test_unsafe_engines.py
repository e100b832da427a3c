"""Real engines with unsafe settings: each is refused with one sentence before a port is opened."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from infra.embedded import mongo
from infra.embedded.ports import HOST, free_ports
from infra.embedded.probes import listens
from infra.embedded.processes import Program
from infra.kafka.topics import Wanted, create
from infra.mongo.users import REPLICA_SET
from shared.broker_safety import unsafe_broker
from shared.bus import Connection
from shared.clock import now
from shared.store import unsafe_store
from tests.harness.engines.replica_set import a_replica_set
from tests.harness.engines.single_node import Engine, a_forgetful_broker, a_kafka
from tests.harness.patience import as_long_as_it_lives
from tests.harness.services.recording_service import settings

pytestmark = [pytest.mark.engines, pytest.mark.system]

SHORT = [Wanted("lotse.intake.case", retention_days=1), Wanted("lotse.intake.contact")]


@pytest.fixture(scope="module")
async def forgetting(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connection]:
    """One broker that keeps the cases' events for a day."""
    async with a_kafka(tmp_path_factory.mktemp("short")) as engine:
        await create(engine.address, SHORT)
        yield engine.address


async def test_the_tests_own_store_is_safe(mongo: str) -> None:
    assert await unsafe_store(mongo, now) == []


async def test_a_replica_set_with_an_arbiter_is_refused(tmp_path: Path) -> None:
    async with a_replica_set(tmp_path, nodes=1, arbiters=1) as unsafe:
        (sentence,) = await unsafe_store(unsafe.address, now)
    assert "arbiter" in sentence


async def test_a_lone_engine_is_refused(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    key = tmp_path / "no_key"
    member = mongo.program(tmp_path, port, tmp_path / "log", key)
    alone = [word for word in member.command if word not in ("--replSet", REPLICA_SET, "--keyFile", str(key))]
    engine = Engine(f"mongodb://{HOST}:{port}/", Program("mongo", alone, member.log, port=port), listens(port))
    await engine.start()
    try:
        (sentence,) = await unsafe_store(engine.address, now)
    finally:
        await engine.kill()
    assert "no replica set" in sentence


async def test_a_clock_that_is_wrong_is_refused(mongo: str) -> None:
    (sentence,) = await unsafe_store(mongo, lambda: now() + timedelta(minutes=3))
    assert "180 s apart" in sentence


async def test_a_store_that_is_away_is_not_judged() -> None:
    assert await unsafe_store(f"mongodb://{HOST}:{free_ports(1)[0]}/", now) == []


async def test_a_retention_below_the_backup_interval_is_refused(forgetting: Connection) -> None:
    (sentence,) = await unsafe_broker(settings("statistics", forgetting))
    assert "lotse.intake.case for less than 3 days" in sentence


async def test_in_production_one_broker_is_too_few(forgetting: Connection) -> None:
    sentences = await unsafe_broker(settings("statistics", forgetting).model_copy(update={"profile": "production"}))
    assert [sentence for sentence in sentences if "Fewer than 2 brokers" in sentence]


async def test_a_broker_that_makes_topics_by_itself_is_refused(tmp_path: Path) -> None:
    async with a_forgetful_broker(tmp_path) as engine:
        (sentence,) = await unsafe_broker(settings("statistics", engine.address))
    assert "auto.create.topics.enable" in sentence


async def test_the_named_profile_lifts_that_one_check_and_never_in_production(tmp_path: Path) -> None:
    async with a_forgetful_broker(tmp_path) as engine:
        await create(engine.address, SHORT)
        asked_for = settings("statistics", engine.address).model_copy(update={"broker": "noida"})
        (sentence,) = await unsafe_broker(asked_for)
        assert "lotse.intake.case for less than 3 days" in sentence
        in_production = await unsafe_broker(asked_for.model_copy(update={"profile": "production"}))
    assert [sentence for sentence in in_production if "auto.create.topics.enable" in sentence]


async def test_a_broker_that_is_away_is_not_judged() -> None:
    assert await unsafe_broker(settings("statistics", Connection(f"{HOST}:{free_ports(1)[0]}"))) == []


async def test_a_process_ends_with_the_sentence_and_opens_no_port(mongo: str, forgetting: Connection) -> None:
    told = {"STORE": mongo, "KAFKA": forgetting.bootstrap, "KAFKA_USER": forgetting.user, "PORT_OWN": "9"}
    told |= {"KAFKA_PASSWORD": forgetting.password, "PUBLIC_URL": "-", "STAFF_URL": "-", "PARTNER_URL": "-"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.statistics.main"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {f"LOTSE_{name}": str(value) for name, value in told.items()},
    )
    async with as_long_as_it_lives(process):
        said, _ = await process.communicate()
    assert process.returncode == 1
    assert said.decode().splitlines() == [
        "lotse: The broker keeps lotse.intake.case for less than 3 days: a restore would lack events."
    ]
