"""What cannot be decoded is quarantined, what cannot be applied is parked; everything else flows past it."""

import json

import pytest

from shared.bus.consume.dead_letters import DEAD_LETTERS
from shared.bus.write.unit_of_work import RETRY_QUEUE
from shared.errors import Never, TryLater
from shared.sealing.keys import PrivateKey
from shared.store import Document
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import CASES, Speaker
from tests.harness.services.recording_service import KEY, Hearer

pytestmark = pytest.mark.usefixtures("nothing_left")


async def test_what_cannot_be_decoded_is_kept_byte_for_byte(speaker: Speaker, hearer: Hearer) -> None:
    key = a_key()
    bad = [b"\xff\xfe", b"{", b"", b"[" * 30_000, b'{"specversion":"1.0","data":{"n":NaN}}', b'"' + key.encode() + b'"']
    await speaker.send_raw(key, *bad)
    await speaker.say_and_send(key, case_opened(key))
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1])
    kept = await hearer.unit_of_work.store[DEAD_LETTERS].find({"topic": CASES}).to_list(None)
    opened = {_open(KEY, row["sealed_value"]) for row in kept if _open(KEY, row["sealed_key"]) == key.encode()}
    assert opened == set(bad)


async def test_the_same_bad_bytes_are_kept_once(speaker: Speaker, hearer: Hearer) -> None:
    key = a_key()
    await speaker.send_raw(key, b"broken " + key.encode(), b"broken " + key.encode())
    await speaker.say_and_send(key, case_opened(key))
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1])
    kept = await hearer.unit_of_work.store[DEAD_LETTERS].find({}).to_list(None)
    assert sum(_open(KEY, row["sealed_value"]) == b"broken " + key.encode() for row in kept) == 1


async def test_an_event_of_another_key_or_topic_is_no_event_here(speaker: Speaker, hearer: Hearer) -> None:
    key = a_key()
    await speaker.say(key, case_opened(key))
    (body,) = await speaker.lose(key)
    await speaker.send_raw(a_key(), body)
    await speaker.send_raw(key, json.dumps(json.loads(body) | {"type": "lotse.referral.referral.sent.v1"}).encode())
    await speaker.send_raw(key, body)
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1])
    reasons = await hearer.unit_of_work.store[DEAD_LETTERS].distinct("reason")
    assert {"other-key", "other-topic"} <= set(reasons)


async def test_a_poisoned_case_waits_while_others_flow_and_goes_on_when_mended(
    speaker: Speaker, hearer: Hearer
) -> None:
    poisoned, healthy = a_key(), a_key()
    first, _ = await speaker.say(poisoned, case_opened(poisoned), case_triaged(poisoned))
    hearer.troubles[first] = RuntimeError("a bug")
    await speaker.say_and_send(healthy, case_opened(healthy))
    await eventually(lambda: hearer.sequences(healthy), lambda seen: seen == [1])
    rows = await eventually(lambda: _parked(hearer, poisoned), lambda rows: len(rows) == 2)
    assert {row["sequence"]: row["reason"] for row in rows} == {1: "RuntimeError", 2: "gap"}
    del hearer.troubles[first]
    await eventually(lambda: hearer.sequences(poisoned), lambda seen: seen == [1, 2])
    await eventually(lambda: _parked(hearer, poisoned), lambda rows: rows == [])


async def test_try_later_is_tried_again_and_never_waits_for_a_human(speaker: Speaker, hearer: Hearer) -> None:
    later, never = a_key(), a_key()
    (tried,) = await speaker.say(later, case_opened(later))
    (given_up,) = await speaker.say(never, case_opened(never))
    hearer.troubles |= {tried: TryLater(), given_up: Never()}
    await speaker.say_and_send(a_key(), case_opened(a_key()))
    await eventually(lambda: _parked(hearer, later), lambda rows: bool(rows) and rows[0]["tries"] >= 2)
    (row,) = await eventually(lambda: _parked(hearer, never), bool)
    assert row["human"]
    hearer.troubles.clear()
    await eventually(lambda: hearer.sequences(later), lambda seen: seen == [1])
    assert await hearer.sequences(never) == []


async def _parked(hearer: Hearer, key: str) -> list[Document]:
    return await hearer.unit_of_work.store[RETRY_QUEUE].find({"key": key}).to_list(None)


def _open(key: PrivateKey, sealed: bytes) -> bytes:
    return key.open(sealed)
