"""A test of the tests: each protection is switched off once, with healing off, and somebody notices."""

from collections.abc import Awaitable, Callable

import pytest

from shared.bus.write.ledger import LEDGER
from shared.bus.write.unit_of_work import RETRY_QUEUE
from shared.contracts.intake import CaseErased, ConsentRefused
from shared.sealing import sealed_field
from tests.harness.case_events import a_key, case_opened, case_triaged, consent_refused
from tests.harness.eventually import eventually
from tests.harness.faults.heartbeats import beat
from tests.harness.faults.three_services import World
from tests.harness.services.case_publisher import CASES
from tests.unit.sealing import test_sealed_field as sealing

pytestmark = [pytest.mark.engines, pytest.mark.system]


APPLIED = {"$getField": {"field": "n", "input": {"$getField": {"field": CASES, "input": "$applied"}}}}

Occasion = Callable[[World], Awaitable[str]]
"""Breaks something where the protection would have helped; returns the key that suffers."""


async def send_twice(world: World) -> str:
    key = await world.open_case()
    await world.heard(key, 3)
    await world.speaker.send_again(key)
    await world.heard(key, 4)
    return key


async def send_the_second_first(world: World) -> str:
    key = a_key()
    await world.lose("intake", key, case_opened(key))
    await world.speaker.say_and_send(key, case_triaged(key))
    await world.heard(key, 1)
    return key


async def die_before_the_store_has_it(world: World) -> str:
    key = await world.open_case()
    await world.killed()
    await world.run_small(without=["healing"])
    await world.speaker.say_and_send(key, case_triaged(key))
    await eventually(lambda: world.stores["referral"][RETRY_QUEUE].find_one({"key": key}))
    return key


async def say_more_after_an_erasure(world: World) -> str:
    key = await world.open_case()
    await world.speaker.say_and_send(key, CaseErased(case_id=key))
    await eventually(lambda: world.stores["referral"][LEDGER].find_one({"_id": key, "$expr": {"$eq": [APPLIED, 4]}}))
    await world.speaker.say_and_send(key, consent_refused(key))
    await eventually(lambda: world.stores["referral"]["heard"].find_one({"key": key, "topic": ConsentRefused.TOPIC}))
    return key


async def send_the_first_last(world: World) -> str:
    """The second waits for the first when that takes effect."""
    key = a_key()
    await world.lose("intake", key, case_opened(key), case_triaged(key))
    first, second = await world.speaker.rows(key)
    await world.speaker.send_raw(key, second["body"])
    await eventually(lambda: world.stores["referral"][RETRY_QUEUE].find_one({"event_id": second["_id"]}))
    await world.speaker.send_raw(key, first["body"])
    await eventually(lambda: world.stores["referral"]["heard"].find_one({"event": first["_id"]}))
    return key


@pytest.mark.parametrize(
    ("protection", "occasion", "found"),
    [
        ("drop", send_twice, "took effect otherwise"),
        ("park", send_the_second_first, "took effect otherwise"),
        ("offset after commit", die_before_the_store_has_it, "referral has not applied all of intake"),
        ("erased marker", say_more_after_an_erasure, "not erased by referral"),
    ],
)
async def test_a_protection_that_is_off_is_noticed(
    world: World, protection: str, occasion: Occasion, found: str
) -> None:
    armed = "subscriber.before_store" if occasion is die_before_the_store_has_it else None
    await world.run_small(armed, without=["healing", protection])
    key = await occasion(world)
    verdict = await world.verdict()
    assert world.small is not None
    await world.small.stop()
    suffering = [each for findings in verdict.values() for each in findings if each.what == found]
    assert any(key in each for finding in suffering for each in finding.ids)


async def test_a_lost_wake_up_is_noticed_without_the_review_and_healed_by_it(world: World) -> None:
    await world.run_small(without=["wake-up", "review"])
    key = await send_the_first_last(world)
    await beat(world.kafka, "referral", round(5 * world.intervals.review / world.intervals.heartbeat))
    assert await world.stores["referral"][RETRY_QUEUE].count_documents({"key": key}) == 1
    await world.run_small(without=["wake-up"])
    await eventually(
        lambda: world.stores["referral"][RETRY_QUEUE].count_documents({"key": key}), lambda rows: rows == 0
    )
    await world.heard(key, 2)


async def test_associated_data_that_is_off_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_field, "associated", lambda *_: b"")
    with pytest.raises(pytest.fail.Exception):
        sealing.test_a_ciphertext_moved_to_another_place_is_refused("case")
