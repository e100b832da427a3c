"""Every process with exactly compose's command and environment, from its image's files and pins, on guarded stores."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError
from pymongo.errors import OperationFailure

from infra.embedded.ports import HOST
from infra.embedded.processes import PATIENCE
from infra.kafka.admin import Admin
from infra.kafka.grants import grants
from infra.mongo.rights import DATABASES
from infra.mongo.users import Client
from shared.bus import Connection
from shared.bus.consume.connection import RefusedByBroker
from shared.contracts.catalogue import SERVICES
from tests.harness.deploy import broker, compose
from tests.harness.deploy.container import Container, Outside
from tests.harness.eventually import eventually
from tests.harness.patience import as_long_as_it_lives

pytestmark = [pytest.mark.engines, pytest.mark.system]
SOON = 5.0


@pytest.fixture(scope="module")
async def deployed(prepared: Outside) -> AsyncIterator[dict[str, Container]]:
    async with AsyncExitStack() as stack:
        started = {}
        for name in compose.processes():
            started[name] = await Container.start(name, prepared)
            stack.push_async_callback(started[name].stop)
        yield started


async def readiness(container: Container) -> int:
    assert container.process.returncode is None, Container.log(container.name, container.outside)
    async with httpx2.AsyncClient(timeout=5) as http:
        try:
            return (await http.get(f"http://{HOST}:{container.outside.ports[container.name]}/health/ready")).status_code
        except httpx2.TransportError:
            return 0


async def becomes_ready(container: Container) -> None:
    async with as_long_as_it_lives(container.process):
        await eventually(lambda: readiness(container), lambda status: status == 200, within=PATIENCE)


@pytest.mark.parametrize("process", compose.processes())
async def test_a_process_becomes_ready(process: str, deployed: dict[str, Container]) -> None:
    await becomes_ready(deployed[process])
    assert await deployed[process].healthcheck() == 0


@pytest.mark.parametrize("process", compose.processes())
async def test_a_process_lets_itself_be_measured(process: str, deployed: dict[str, Container]) -> None:
    await becomes_ready(deployed[process])
    async with httpx2.AsyncClient(timeout=5) as http:
        told = await http.get(f"http://{HOST}:{deployed[process].outside.ports[process]}/metrics")
    assert told.headers["content-type"].startswith("text/plain")


async def test_only_the_processes_own_files_are_there(deployed: dict[str, Container], prepared: Outside) -> None:
    for name, part in compose.processes().items():
        package = part["command"][2].split(".")[1]
        assert {room.name for room in (prepared.folder / name / "services").iterdir()} == {package}


async def test_a_user_of_the_stores_has_its_own_databases_only(prepared: Outside) -> None:
    for process in DATABASES:
        address = (prepared.folder / "secrets" / process / "store").read_text()
        others = {database for each in DATABASES.values() for database in each} - set(DATABASES[process])
        with Client(address) as client:
            for database in others:
                with pytest.raises(OperationFailure, match="not authorized"):
                    client[database]["ledger"].find_one()


async def test_nobody_reads_without_a_name(prepared: Outside) -> None:
    nobody = Client(f"mongodb://{prepared.mongo}/?directConnection=true")
    with nobody, pytest.raises(OperationFailure, match="requires authentication"):
        nobody["lotse_intake"]["ledger"].find_one()


async def test_only_the_brokers_themselves_come_in_at_their_listener(prepared: Outside) -> None:
    own = prepared.folder / "secrets" / "referral"
    user, password = (own / "kafka_user").read_text(), (own / "kafka_password").read_text()
    await connects(Connection(f"{HOST}:{prepared.kafka}", user, password))
    for stranger in (
        Connection(f"{HOST}:{prepared.kafka}"),
        Connection(f"{HOST}:{prepared.kafka}", user, "a-wrong-password"),
        Connection(f"{HOST}:{prepared.brokers}", user, password, "PLAIN"),
    ):
        with pytest.raises((RefusedByBroker, KafkaConnectionError)):
            await connects(stranger)


async def test_a_service_has_the_rights_of_the_catalogue(prepared: Outside) -> None:
    admin = Admin(broker.administrator(prepared.folder, prepared.brokers))
    assert await admin.grants() == grants({"channel": [], "partner": []})
    assert await admin.users() == set(SERVICES)


async def connects(connection: Connection) -> None:
    producer = AIOKafkaProducer(**connection.options, request_timeout_ms=5000)
    try:
        await connection.start(producer)
    finally:
        await producer.stop()


async def test_a_process_without_its_secrets_does_not_start(prepared: Outside, tmp_path: Path) -> None:
    bare = replace(prepared, folder=tmp_path)
    (tmp_path / "secrets" / "referral").mkdir(parents=True)
    assert await (await Container.start("referral", bare)).ended() != 0


async def test_a_process_stops_soon_when_asked(deployed: dict[str, Container]) -> None:
    for container in deployed.values():
        await becomes_ready(container)
        assert await container.stop(SOON) in (0, -15), Container.log(container.name, container.outside)
