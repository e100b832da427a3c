"""One transaction says it, Kafka carries it, another service's transaction takes it, exactly once and in order."""

import asyncio
import json

from shared.bus.write.ledger import LEDGER
from shared.bus.write.outbox import SENT
from shared.bus.write.unit_of_work import RETRY_QUEUE
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import CASES, Speaker
from tests.harness.services.recording_service import Hearer


async def test_what_is_said_is_heard_once_and_in_order(speaker: Speaker, hearer: Hearer) -> None:
    key = a_key()
    await speaker.say_and_send(key, case_opened(key), case_triaged(key), case_triaged(key))
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1, 2, 3])
    assert {row["status"] for row in await speaker.rows(key)} == {SENT}


async def test_a_duplicate_is_dropped(speaker: Speaker, hearer: Hearer) -> None:
    key = a_key()
    await speaker.say_and_send(key, case_opened(key), case_triaged(key))
    await speaker.send_again(key)
    await speaker.say_and_send(key, case_triaged(key))
    await eventually(lambda: hearer.sequences(key), lambda seen: len(seen) >= 3)
    assert await hearer.sequences(key) == [1, 2, 3]


async def test_an_inversion_waits_for_its_turn(speaker: Speaker, hearer: Hearer) -> None:
    key = a_key()
    await speaker.say(key, case_opened(key), case_triaged(key), case_triaged(key))
    first, second, third = await speaker.lose(key)
    await speaker.send_raw(key, third, second)
    await eventually(lambda: _parked(hearer, key), lambda seen: seen == 2)
    assert await hearer.sequences(key) == []
    await speaker.send_raw(key, first)
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1, 2, 3])
    await eventually(lambda: _parked(hearer, key), lambda seen: seen == 0)


async def test_behind_a_gap_the_key_waits_and_others_flow(speaker: Speaker, hearer: Hearer) -> None:
    key, other = a_key(), a_key()
    await speaker.say(key, case_opened(key), case_triaged(key))
    await speaker.send_raw(key, (await speaker.lose(key))[1])
    await eventually(lambda: _parked(hearer, key), lambda seen: seen == 1)
    await speaker.say_and_send(other, case_opened(other))
    await eventually(lambda: hearer.sequences(other), lambda seen: seen == [1])
    assert await hearer.sequences(key) == []


async def test_a_fact_nobody_assigned_to_us_only_advances_the_position(speaker: Speaker, hearer: Hearer) -> None:
    key = a_key()
    await speaker.say(key, case_opened(key), case_triaged(key))
    first, second = await speaker.lose(key)
    unknown = json.dumps(json.loads(first) | {"type": "lotse.intake.case.sung.v1"}).encode()
    await speaker.send_raw(key, unknown, second)
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [2])


async def test_a_newer_version_of_an_assigned_fact_is_parked(speaker: Speaker, hearer: Hearer) -> None:
    key = a_key()
    await speaker.say(key, case_opened(key))
    newer = json.loads((await speaker.lose(key))[0]) | {"type": "lotse.intake.case.opened.v9"}
    await speaker.send_raw(key, json.dumps(newer).encode())
    row = await eventually(
        lambda: hearer.unit_of_work.store[RETRY_QUEUE].find_one({"key": key}), lambda seen: seen is not None
    )
    assert row is not None
    assert row["reason"] == "unknown-version"


async def test_two_transactions_under_one_key_are_numbered_one_after_the_other(speaker: Speaker) -> None:
    key = a_key()
    await asyncio.gather(*(speaker.say(key, case_triaged(key)) for _ in range(12)))
    assert [row["sequence"] for row in await speaker.rows(key)] == list(range(1, 13))
    document = await speaker.unit_of_work.store[LEDGER].find_one({"_id": key})
    assert document is not None
    assert document["issued"] == {CASES: 12}


async def _parked(hearer: Hearer, key: str) -> int:
    return await hearer.unit_of_work.store[RETRY_QUEUE].count_documents({"key": key})
