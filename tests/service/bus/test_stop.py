"""A flood of bad records stops the topic, across a restart, until a human clears it; nothing is skipped."""

import pytest

from shared.bus import Connection
from shared.bus.consume.dead_letters import OPEN_CIRCUITS, TOO_MANY, CircuitBreaker, RecentRecords
from shared.bus.write.ledger import LEDGER
from shared.clock import now
from tests.harness.case_events import a_key, case_answered, contact_answered
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import CASES, Speaker
from tests.harness.services.recording_service import a_store, hearing

pytestmark = pytest.mark.usefixtures("nothing_left")


def test_one_poisoned_key_is_no_flood() -> None:
    flood = RecentRecords()
    assert not any(flood.note("the same key") for _ in range(200))


def test_ten_keys_among_a_hundred_records_are_a_flood() -> None:
    flood = RecentRecords()
    outcomes = [flood.note(f"key {n // 10}" if n % 10 == 0 else None) for n in range(TOO_MANY * 10)]
    assert outcomes.index(True) == 90


async def test_a_flood_stops_the_topic_until_it_is_cleared(
    speaker: Speaker, kafka: Connection, mongo: str, store_name: str
) -> None:
    key, behind = a_key(), a_key()
    async with a_store(mongo, f"{store_name}_heard") as store:
        async with hearing("notification", store, kafka):
            for number in range(TOO_MANY):
                await speaker.send_raw(a_key(), b"flood %d" % number)
            await eventually(lambda: store[OPEN_CIRCUITS].find_one({"_id": CASES}))
            await speaker.say_and_send(key, case_answered(key))
            await speaker.say_and_send(behind, contact_answered(behind))
        async with hearing("notification", store, kafka) as hearer:
            await eventually(lambda: hearer.sequences(behind), lambda seen: seen == [1])
            assert await store[LEDGER].find_one({"_id": key}) is None
            await CircuitBreaker(store, now).close(CASES)
            await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1])
