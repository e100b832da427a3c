"""An engine is killed in the middle of the work; what was said before, meanwhile and after takes effect once."""

from pathlib import Path

import pytest

from infra.kafka.topics import Wanted, create
from shared.bus import Connection, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.bus.write.outbox import OUTBOX, PENDING
from shared.contracts.catalogue import TOPICS
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.engines.single_node import a_kafka, a_mongo
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.recording_service import a_store, hearing

pytestmark = pytest.mark.system


async def test_while_the_store_is_away_the_subscription_waits_and_then_goes_on(
    tmp_path: Path, speaker: Speaker, kafka: Connection, store_name: str
) -> None:
    key, other = a_key(), a_key()
    async with (
        a_mongo(tmp_path) as engine,
        a_store(engine.address, store_name) as store,
        hearing("statistics", store, kafka) as hearer,
    ):
        await speaker.say_and_send(key, case_opened(key))
        await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1])
        await engine.kill()
        await speaker.say_and_send(key, case_triaged(key), case_triaged(key))
        await speaker.say_and_send(other, case_opened(other))
        await engine.start()
        await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1, 2, 3], within=40)
        await eventually(lambda: hearer.sequences(other), lambda seen: seen == [1])


async def test_while_the_broker_is_away_transactions_go_on_and_the_relay_catches_up(
    tmp_path: Path, mongo: str, store_name: str
) -> None:
    keys = [a_key() for _ in range(10)]
    async with (
        a_kafka(tmp_path) as engine,
        a_store(mongo, f"{store_name}_said") as said,
        a_store(mongo, f"{store_name}_heard") as heard,
    ):
        await create(engine.address, [Wanted(topic.name, topic.partitions) for topic in TOPICS if not topic.opaque])
        speaker = Speaker(UnitOfWork(said, "intake"), Relay(said, engine.address))
        async with hearing("intake", said, engine.address), hearing("statistics", heard, engine.address) as hearer:
            await speaker.say(keys[0], case_opened(keys[0]))
            await eventually(lambda: hearer.sequences(keys[0]), lambda seen: seen == [1])
            await engine.kill()
            for key in keys[1:]:
                await speaker.say(key, case_opened(key), case_triaged(key))
            assert await said[OUTBOX].count_documents({"status": PENDING}) == 18
            await engine.start()
            for key in keys[1:]:
                await eventually(lambda key=key: hearer.sequences(key), lambda seen: seen == [1, 2], within=60)  # type: ignore[misc]
            await eventually(lambda: said[OUTBOX].count_documents({"status": PENDING}), lambda seen: seen == 0)
