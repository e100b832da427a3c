"""A consumer whose heartbeat was refused does not come back by itself: the service starts it anew."""

import asyncio

import pytest
from confluent_kafka.admin import AdminClient

from infra.kafka.admin import Admin, librdkafka
from infra.kafka.grants import Grant, grants
from shared.bus import UnitOfWork
from shared.bus.consume import consumer
from shared.bus.publish.relay import Relay
from tests.harness.case_events import a_key, case_opened
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.recording_service import a_store, hearing
from tests.service.rights.conftest import PARTS, Guarded

pytestmark = [pytest.mark.engines, pytest.mark.system]

GROUP = "lotse.statistics"
FOR_GOOD = 4.0
ITS_RIGHT = Grant("statistics", "read", "group", GROUP)


async def test_a_service_hears_again_after_its_right_was_taken_and_given_back(
    guarded: Guarded, mongo: str, store_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "LASTING", FOR_GOOD)
    async with (
        a_store(mongo, f"{store_name}_said") as spoken,
        a_store(mongo, f"{store_name}_heard") as heard,
        hearing("statistics", heard, guarded.of("statistics")) as hearer,
    ):
        speaker = Speaker(UnitOfWork(spoken, "intake"), Relay(spoken, guarded.of("intake")))
        before, after = a_key(), a_key()
        await speaker.say_and_send(before, case_opened(before))
        await eventually(lambda: hearer.sequences(before), lambda seen: seen == [1])
        await _refused_once(guarded)
        await speaker.say_and_send(after, case_opened(after))
        await eventually(lambda: hearer.sequences(after), lambda seen: seen == [1], within=10 * FOR_GOOD)
        await speaker.relay.close()


async def _refused_once(guarded: Guarded) -> None:
    """Until the broker has given the consumer up, for which its heartbeat must have been refused."""
    admin, client = Admin(guarded.admin), AdminClient(librdkafka(guarded.admin))

    async def members() -> int:
        described = client.describe_consumer_groups([GROUP])[GROUP]
        return len((await asyncio.wrap_future(described)).members)

    assert await members() == 1
    await admin.settle(grants(PARTS, observed=True) - {ITS_RIGHT})
    await eventually(members, lambda many: many == 0, every=0.5)
    await admin.settle(grants(PARTS, observed=True))
