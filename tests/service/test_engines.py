import asyncio

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from shared.bus import Connection
from shared.store import Session, connect, transaction
from tests.conftest import MakeTopics
from tests.harness.eventually import PATIENCE

pytestmark = pytest.mark.engines


async def test_the_store_takes_transactions(mongo: str, store_name: str) -> None:
    store = connect(mongo, store_name)

    async def work(session: Session) -> None:
        await store["cases"].insert_one({"_id": "1"}, session=session)

    try:
        await transaction(store, work)
        assert await store["cases"].count_documents({}) == 1
    finally:
        await store.close()


async def test_the_broker_keeps_what_it_acknowledged(
    kafka: Connection, make_topics: MakeTopics, store_name: str
) -> None:
    await make_topics(store_name)
    async with AIOKafkaProducer(**kafka.options, acks="all") as producer:
        await producer.send_and_wait(store_name, b"value", key=b"key")
    async with AIOKafkaConsumer(store_name, **kafka.options, auto_offset_reset="earliest") as consumer:
        assert (await asyncio.wait_for(consumer.getone(), PATIENCE)).value == b"value"


async def test_creating_a_topic_twice_is_no_error(make_topics: MakeTopics, store_name: str) -> None:
    await make_topics(store_name)
    await make_topics(store_name)
