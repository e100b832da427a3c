"""Who is not known does not get in, and learns of it; a service says which of the two it met."""

import asyncio
import logging

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError

from infra.embedded.ports import HOST, free_ports
from shared.bus import Connection
from shared.bus.consume.connection import RefusedByBroker
from tests.harness.eventually import eventually
from tests.harness.services.recording_service import a_store, hearing
from tests.service.rights.conftest import TOPICS, Guarded

pytestmark = [pytest.mark.engines, pytest.mark.system]

WRONG = "a-wrong-password"


@pytest.mark.parametrize("client", [AIOKafkaConsumer, AIOKafkaProducer])
async def test_without_a_name_nobody_gets_in(client: type, guarded: Guarded) -> None:
    stranger = client(bootstrap_servers=guarded.admin.bootstrap, request_timeout_ms=3000)
    async with asyncio.timeout(15):
        with pytest.raises(KafkaConnectionError):
            await stranger.start()
        await stranger.stop()


@pytest.mark.parametrize(("user", "password"), [("intake", WRONG), ("intakes", "a-password-for-tests")])
async def test_a_wrong_password_is_told_apart_from_a_broker_that_is_away(
    user: str, password: str, guarded: Guarded
) -> None:
    with pytest.raises(RefusedByBroker):
        await start(guarded.of(user, password))
    with pytest.raises(KafkaConnectionError):
        await start(Connection(f"{HOST}:{free_ports(1)[0]}", user, password))


async def test_who_may_not_read_a_topic_is_told_at_once(guarded: Guarded) -> None:
    consumer = AIOKafkaConsumer(TOPICS[0], **guarded.of("partner-partnerone").options)
    async with asyncio.timeout(15):
        with pytest.raises(Exception, match="TopicAuthorizationFailed"):
            await consumer.start()
        await consumer.stop()


async def test_a_service_with_a_wrong_password_says_so_in_one_line_and_keeps_the_password(
    guarded: Guarded, mongo: str, store_name: str, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = guarded.of("statistics", WRONG)
    async with a_store(mongo, store_name) as store, hearing("statistics", store, wrong):
        lines = await eventually(lambda: said(caplog, "refuses this service's user or password"))
    assert {line.levelno for line in lines} == {logging.ERROR}
    assert not await said(caplog, "broker away")
    assert WRONG not in caplog.text


async def said(caplog: pytest.LogCaptureFixture, words: str) -> list[logging.LogRecord]:
    return [line for line in caplog.records if words in line.getMessage()]


async def start(connection: Connection) -> None:
    producer = AIOKafkaProducer(**connection.options, request_timeout_ms=3000)
    try:
        await connection.start(producer)
    finally:
        await producer.stop()
