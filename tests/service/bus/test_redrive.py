"""What waits for a human is looked at without content, retried or discarded with a reason, and each step is kept."""

import pytest

from shared.bus.outbox import OUTBOX, PENDING, REFUSED
from shared.bus.parking import PARKED
from shared.bus.quarantine import QUARANTINE, Rejected, keep
from shared.bus.redrive import REDRIVES, Choice, Redrive
from shared.clock import now
from shared.errors import Never
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import CASES, Speaker
from tests.harness.services.recording_service import KEY, Hearer

WHY = "a test mends it"


@pytest.fixture
def hand(hearer: Hearer) -> Redrive:
    return Redrive(hearer.unit_of_work.store, "omar", now, KEY)


async def test_a_parked_event_is_tried_again(speaker: Speaker, hearer: Hearer, hand: Redrive) -> None:
    key = await _given_up(speaker, hearer, hand)
    hearer.troubles.clear()
    assert await hand.retry("parked", Choice(key=key, reason="never"), WHY) == 1
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1, 2])
    (kept,) = await hand.store[REDRIVES].find({}).to_list(None)
    assert (kept["by"], kept["act"], kept["because"], kept["count"]) == ("omar", "retry", WHY, 1)


async def test_a_discarded_event_is_applied_as_nothing(speaker: Speaker, hearer: Hearer, hand: Redrive) -> None:
    key = await _given_up(speaker, hearer, hand)
    assert await hand.discard("parked", Choice(key=key, reason="never"), WHY) == 1
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [2])
    await eventually(lambda: hand.look("parked", Choice(key=key)), lambda rows: rows == [])


async def test_only_envelopes_are_shown(speaker: Speaker, hearer: Hearer, hand: Redrive) -> None:
    key = await _given_up(speaker, hearer, hand)
    rows = await hand.look("parked", Choice(key=key))
    assert {field for row in rows for field in row}.isdisjoint({"raw", "sealed_value", "sealed_key", "body", "payload"})


async def test_a_refused_row_goes_out_again(speaker: Speaker) -> None:
    key, store = a_key(), speaker.unit_of_work.store
    (event_id,) = await speaker.say(key, case_opened(key))
    await store[OUTBOX].update_one({"_id": event_id}, {"$set": {"status": REFUSED}})
    assert await Redrive(store, "omar", now).retry("refused", Choice(id=event_id), WHY) == 1
    assert (await speaker.rows(key))[0]["status"] == PENDING


async def test_what_can_be_decoded_now_leaves_the_quarantine(speaker: Speaker, hearer: Hearer, hand: Redrive) -> None:
    key = a_key()
    await speaker.say(key, case_opened(key))
    (body,) = await speaker.lose(key)
    hopeless = Rejected(CASES, 0, 1, key.encode(), b"{", "bad-json")
    mended = Rejected(CASES, 0, 0, key.encode(), body, "bad-json")
    await keep(hand.store, [hopeless, mended], KEY.public, now())
    assert await hand.retry("quarantined", Choice(reason="bad-json"), WHY) == 1
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1])
    assert len(await hand.look("quarantined", Choice())) == 1
    assert await hand.discard("quarantined", Choice(reason="bad-json"), WHY) == 1
    assert await hand.store[QUARANTINE].count_documents({"handled": {"$exists": True}}) == 2


async def _given_up(speaker: Speaker, hearer: Hearer, hand: Redrive) -> str:
    key = a_key()
    first, _ = await speaker.say(key, case_opened(key), case_triaged(key))
    hearer.troubles[first] = Never()
    while await speaker.relay.work():
        pass
    rows = hand.store[PARKED]
    await eventually(lambda: rows.count_documents({"key": key}), lambda seen: seen == 2)
    return key
