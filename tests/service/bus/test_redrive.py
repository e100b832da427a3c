"""What waits for a human is looked at without content, retried or discarded with a reason, and each step is kept."""

import pytest

from shared.bus.consume.dead_letters import DEAD_LETTERS, DeadLetter, keep
from shared.bus.repair.redrive import REDRIVES, Choice, Redrive
from shared.bus.write.outbox import OUTBOX, PENDING, REFUSED
from shared.bus.write.unit_of_work import RETRY_QUEUE
from shared.clock import now
from shared.errors import Never
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.eventually import eventually
from tests.harness.services.case_publisher import CASES, Speaker
from tests.harness.services.recording_service import KEY, Hearer

WHY = "a test mends it"


@pytest.fixture
def redriving(hearer: Hearer) -> Redrive:
    return Redrive(hearer.unit_of_work, "omar", KEY)


async def test_a_parked_event_is_tried_again(speaker: Speaker, hearer: Hearer, redriving: Redrive) -> None:
    key = await _given_up(speaker, hearer, redriving)
    hearer.troubles.clear()
    assert await redriving.retry("parked", Choice(key=key, reason="never"), WHY) == 1
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1, 2])
    (kept,) = await redriving.unit_of_work.store[REDRIVES].find({}).to_list(None)
    assert (kept["by"], kept["act"], kept["because"], kept["count"]) == ("omar", "retry", WHY, 1)


async def test_a_discarded_event_is_applied_as_nothing(speaker: Speaker, hearer: Hearer, redriving: Redrive) -> None:
    key = await _given_up(speaker, hearer, redriving)
    assert await redriving.discard("parked", Choice(key=key, reason="never"), WHY) == 1
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [2])
    await eventually(lambda: redriving.look("parked", Choice(key=key)), lambda rows: rows == [])


async def test_only_attributes_are_shown(speaker: Speaker, hearer: Hearer, redriving: Redrive) -> None:
    key = await _given_up(speaker, hearer, redriving)
    rows = await redriving.look("parked", Choice(key=key))
    assert {field for row in rows for field in row}.isdisjoint({"raw", "sealed_value", "sealed_key", "body", "payload"})


async def test_a_refused_row_goes_out_again(speaker: Speaker) -> None:
    key, store = a_key(), speaker.unit_of_work.store
    (event_id,) = await speaker.say(key, case_opened(key))
    await store[OUTBOX].update_one({"_id": event_id}, {"$set": {"status": REFUSED}})
    assert await Redrive(speaker.unit_of_work, "omar").retry("refused", Choice(id=event_id), WHY) == 1
    assert (await speaker.rows(key))[0]["status"] == PENDING


async def test_what_can_be_decoded_now_leaves_the_quarantine(
    speaker: Speaker, hearer: Hearer, redriving: Redrive
) -> None:
    key = a_key()
    await speaker.say(key, case_opened(key))
    (body,) = await speaker.lose(key)
    hopeless = DeadLetter(CASES, 0, 1, key.encode(), b"{", "bad-json")
    mended = DeadLetter(CASES, 0, 0, key.encode(), body, "bad-json")
    await keep(redriving.unit_of_work.store, [hopeless, mended], KEY.public, now())
    assert await redriving.retry("quarantined", Choice(reason="bad-json"), WHY) == 1
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1])
    assert len(await redriving.look("quarantined", Choice())) == 1
    assert await redriving.discard("quarantined", Choice(reason="bad-json"), WHY) == 1
    assert await redriving.unit_of_work.store[DEAD_LETTERS].count_documents({"handled": {"$exists": True}}) == 2


async def test_a_refused_row_cannot_be_discarded_since_what_follows_would_wait_for_ever(speaker: Speaker) -> None:
    key, store = a_key(), speaker.unit_of_work.store
    (event_id,) = await speaker.say(key, case_opened(key))
    await store[OUTBOX].update_one({"_id": event_id}, {"$set": {"status": REFUSED}})
    with pytest.raises(ValueError, match="never discarded"):
        await Redrive(speaker.unit_of_work, "omar").discard("refused", Choice(id=event_id), WHY)
    assert [row["status"] for row in await speaker.rows(key)] == [REFUSED]


async def _given_up(speaker: Speaker, hearer: Hearer, redriving: Redrive) -> str:
    key = a_key()
    first, _ = await speaker.say(key, case_opened(key), case_triaged(key))
    hearer.troubles[first] = Never()
    while await speaker.relay.work():
        pass
    rows = redriving.unit_of_work.store[RETRY_QUEUE]
    await eventually(lambda: rows.count_documents({"key": key}), lambda seen: seen == 2)
    return key
