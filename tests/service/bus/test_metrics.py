"""What `/metrics` tells of the bus, while it works and while it does not."""

import uuid
from datetime import timedelta

import pytest

from shared.bus.consume.dead_letters import OPEN_CIRCUITS
from shared.bus.health_report import measure, show
from shared.bus.repair.gaps import GAPS
from shared.bus.write.outbox import REFUSED, mark
from shared.bus.write.unit_of_work import EFFECTS
from shared.clock import now
from shared.errors import Never
from shared.store import Store
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.eventually import eventually
from tests.harness.gauges import sampled
from tests.harness.services.case_publisher import CASES, Speaker
from tests.harness.services.recording_service import Hearer


def gauge(name: str, **labels: str) -> float | None:
    return sampled(f"lotse_{name}", **labels)


def heard(outcome: str) -> float:
    return gauge("events_total", service="statistics", topic=CASES, outcome=outcome) or 0


async def test_events_are_counted_by_what_became_of_them(speaker: Speaker, hearer: Hearer) -> None:
    before = {outcome: heard(outcome) for outcome in ("applied", "dropped", "parked")}
    key, poisoned = a_key(), a_key()
    (bad, _) = await speaker.say(poisoned, case_opened(poisoned), case_triaged(poisoned))
    hearer.troubles[bad] = Never("no")
    await speaker.say_and_send(key, case_opened(key), case_triaged(key))
    await eventually(lambda: hearer.sequences(key), lambda seen: seen == [1, 2])
    await speaker.send_again(key)

    async def counted() -> dict[str, float]:
        return {outcome: heard(outcome) - count for outcome, count in before.items()}

    await eventually(counted, lambda seen: seen == {"applied": 2, "dropped": 2, "parked": 2})
    await eventually(lambda: _gauge("parked_for_humans"), lambda seen: seen == 1)
    assert gauge("parked", service="statistics") == 2
    assert gauge("subscription_stopped", service="statistics", topic=CASES) == 0
    assert gauge("ledger_mismatches_total", service="statistics") is not None


@pytest.mark.parametrize(("topic", "when_over"), [(CASES, 0), ("lotse.channel.portal.submissions", None)])
async def test_a_stop_and_its_end_are_shown(hearer: Hearer, topic: str, when_over: int | None) -> None:
    """Also of a topic of a channel or a partner, which no list of the service has."""
    stops = hearer.unit_of_work.store[OPEN_CIRCUITS]
    await stops.insert_one({"_id": topic, "since": now()})
    await eventually(lambda: _stopped(topic), lambda seen: seen == 1)
    await stops.delete_one({"_id": topic})
    await eventually(lambda: _stopped(topic), lambda seen: seen == when_over)


async def test_what_does_not_leave_is_shown_with_its_age(spoken: Store, speaker: Speaker) -> None:
    key, later = a_key(), now() + timedelta(seconds=90)
    (first, _) = await speaker.say(key, case_opened(key), case_triaged(key))
    await mark(spoken, [first], REFUSED)
    await spoken[GAPS].insert_one({"_id": str(uuid.uuid4()), "topic": CASES, "since": now()})
    await show(spoken, await measure(spoken, "intake", "one", 0, (), later), (CASES,), later)

    assert (gauge("outbox_pending", service="intake"), gauge("refused", service="intake")) == (1, 1)
    assert 89 < (gauge("outbox_oldest_pending_seconds", service="intake") or 0) <= 90
    assert 89 < (gauge("gap_oldest_seconds", service="intake") or 0) <= 90


async def test_a_heartbeat_says_what_a_service_has_still_to_do(spoken: Store) -> None:
    at = now()
    common = {"key": a_key(), "payload": {}, "due": at + timedelta(days=1), "cause": None}
    rows = [
        ("mail", "waiting", 0, 5),
        ("mail", "waiting", 3, 60),
        ("send", "waiting", 1, 90),
        ("send", "given_up", 9, 0),
    ]
    await spoken[EFFECTS].delete_many({})
    await spoken[EFFECTS].insert_many(
        common
        | {
            "_id": str(uuid.uuid4()),
            "kind": kind,
            "status": status,
            "tries": tries,
            "created": at - timedelta(seconds=age),
        }
        for kind, status, tries, age in rows
    )

    told = await measure(spoken, "intake", "one", 0, (), at)
    await spoken[EFFECTS].delete_many({})
    quiet = await measure(spoken, "intake", "one", 0, (), at)

    assert (told.effects, told.effects_failing, told.effects_given_up) == (3, 2, 1)
    assert told.effects_oldest_failing == pytest.approx(90, abs=0.1)
    assert (quiet.effects, quiet.effects_failing, quiet.effects_oldest_failing, quiet.effects_given_up) == (
        0,
        0,
        None,
        0,
    )


async def _gauge(name: str) -> float | None:
    return gauge(name, service="statistics")


async def _stopped(topic: str) -> float | None:
    return gauge("subscription_stopped", service="statistics", topic=topic)
