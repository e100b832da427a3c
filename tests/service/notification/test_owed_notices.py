"""What may not leave now is owed: by the day, by the allowed hours, and only while there is something to tell."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.notification.domain.stated_hours import WEEKDAYS
from shared.clock import BERLIN, now
from shared.contracts.intake import ConsentRefused, SafeContactChanged, SafeContactWithdrawn
from shared.contracts.message import Message
from shared.contracts.vocabulary import ConsentHow
from tests.harness.eventually import eventually
from tests.harness.services.notification import World, consent_asked

pytestmark = pytest.mark.engines

HOUR = timedelta(hours=1)


def around(instant: datetime) -> str:
    """Hours of the day in Germany in which the instant lies, whenever the tests run."""
    there = instant.astimezone(BERLIN)
    day = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")[there.weekday()]
    return f"{day} {there.hour}–{there.hour + 1} Uhr"


def refused(asked: Message) -> ConsentRefused:
    return ConsentRefused.read(asked.data() | {"how": ConsentHow.PAGE})


async def test_the_second_news_of_a_day_is_owed_and_leaves_with_all_others_on_the_next(world: World) -> None:
    case_id = await world.a_case_with_safe_contact("owed@person.example.org")
    await world.answered(case_id)
    await world.facts(case_id, 1)
    await world.answered(case_id)
    await world.speaker.say_and_send(case_id, consent_asked(case_id))
    first, *owed = await world.ear.hear(case_id, 3)
    assert {(each.type.split(".")[3], each.data["reason"]) for each in owed} == {("postponed", "once_a_day")}
    await world.time_comes(case_id)
    await looked_at(world, case_id)
    assert len(world.mailbox.to("owed@person.example.org")) == 1

    await world.a_day_passes(case_id)
    await world.safe_contact(case_id, "owed@person.example.org", times=around(now()))
    await world.applied(case_id, SafeContactChanged.TOPIC, 2)
    await world.time_comes(case_id)
    *_, sent = await world.ear.hear(case_id, 4)
    assert (sent.type, sent.data["dispatch_id"]) == (first.type, sent.subject)
    assert await world.states(case_id) == ["sent", "sent", "sent"]
    assert len(world.mailbox.to("owed@person.example.org")) == 2


async def test_nothing_leaves_for_a_question_that_was_decided_meanwhile(world: World) -> None:
    case_id = await world.a_case_with_safe_contact("decided@person.example.org")
    await world.answered(case_id)
    await world.facts(case_id, 1)
    asked = consent_asked(case_id)
    await world.speaker.say_and_send(case_id, asked)
    await world.facts(case_id, 2)
    await world.speaker.say_and_send(case_id, refused(asked))
    *_, suppressed = await world.ear.hear(case_id, 3)
    assert (suppressed.type.split(".")[3], suppressed.data["reason"]) == ("suppressed", "nothing_new")
    await world.a_day_passes(case_id)
    await world.time_comes(case_id)
    await nothing_waits(world, case_id)
    assert len(world.mailbox.to("decided@person.example.org")) == 1


async def test_the_allowed_hours_are_kept_and_a_change_of_them_is_followed(world: World) -> None:
    case_id = str(uuid.uuid4())
    await world.safe_contact(case_id, "hours@person.example.org", times=around(now() + 24 * HOUR))
    await world.applied(case_id, SafeContactChanged.TOPIC)
    await world.answered(case_id)
    (postponed,) = await world.ear.hear(case_id, 1)
    assert (postponed.type.split(".")[3], postponed.data["reason"]) == ("postponed", "allowed_hours")
    (row,) = await world.store["dispatches"].find({"key": case_id}).to_list()
    assert now() + 22 * HOUR < row["due"] <= now() + 24 * HOUR
    assert world.mailbox.to("hours@person.example.org") == []
    await world.safe_contact(case_id, "hours@person.example.org", times="jederzeit")
    assert await world.facts(case_id, 2) == ["delivery.postponed.v1", "delivery.sent.v1"]


async def test_hours_that_were_stated_by_the_clock_are_kept_and_no_link_is_sent_to_who_wants_none(world: World) -> None:
    case_id, address = str(uuid.uuid4()), "stated@person.example.org"
    tomorrow = (now() + 24 * HOUR).astimezone(BERLIN)
    day: dict[str, Any] = {"weekdays": [WEEKDAYS[tomorrow.weekday()]], "earliest": f"{tomorrow:%H}:00"}
    await world.safe_contact(case_id, address, times=None, **day)
    await world.applied(case_id, SafeContactChanged.TOPIC)
    await world.answered(case_id)
    (postponed,) = await world.ear.hear(case_id, 1)
    assert (postponed.type.split(".")[3], postponed.data["reason"]) == ("postponed", "allowed_hours")
    (row,) = await world.store["dispatches"].find({"key": case_id}).to_list()
    assert row["due"] == tomorrow.replace(minute=0, second=0, microsecond=0)

    await world.safe_contact(case_id, address, times=None, without_link=True)
    assert await world.facts(case_id, 2) == ["delivery.postponed.v1", "delivery.sent.v1"]
    (mail,) = world.mailbox.to(address)
    assert "://" not in str(mail)


async def test_who_withdraws_the_safe_contact_is_not_written_to_at_the_next_time(world: World) -> None:
    case_id = await world.a_case_with_safe_contact("away@person.example.org")
    await world.answered(case_id)
    await world.facts(case_id, 1)
    await world.answered(case_id)
    await world.facts(case_id, 2)
    await world.speaker.say_and_send(case_id, SafeContactWithdrawn(reference="gone", case_id=case_id))
    *_, suppressed = await world.ear.hear(case_id, 3)
    assert (suppressed.type.split(".")[3], suppressed.data["reason"]) == ("suppressed", "no_safe_contact")
    await world.a_day_passes(case_id)
    await world.time_comes(case_id)
    await nothing_waits(world, case_id)
    assert len(world.mailbox.to("away@person.example.org")) == 1


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        ({"channel": "phone"}, "by_phone_only"),
        ({"times": "wenn niemand zu Hause ist"}, "unreadable_times"),
        ({"times": around(now() + 4 * 24 * HOUR)}, "outside_hours_too_long"),
    ],
)
async def test_where_no_mail_can_go_the_reason_is_published(world: World, contact: dict[str, Any], reason: str) -> None:
    case_id = str(uuid.uuid4())
    await world.safe_contact(case_id, f"{reason}@person.example.org", **contact)
    await world.applied(case_id, SafeContactChanged.TOPIC)
    await world.answered(case_id)
    (suppressed,) = await world.ear.hear(case_id, 1)
    assert (suppressed.type.split(".")[3], suppressed.data["reason"]) == ("suppressed", reason)
    assert world.mailbox.to(f"{reason}@person.example.org") == []


async def looked_at(world: World, case_id: str) -> None:
    """Everything that waits was moved to a time to come."""

    async def due() -> int:
        waiting = {"key": case_id, "status": "waiting", "due": {"$lte": now()}}
        return int(await world.store["dispatches"].count_documents(waiting))

    await eventually(due, lambda number: number == 0)


async def nothing_waits(world: World, case_id: str) -> None:
    async def waiting() -> int:
        return int(await world.store["dispatches"].count_documents({"key": case_id, "status": "waiting"}))

    await eventually(waiting, lambda number: number == 0)
