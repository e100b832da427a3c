"""A person who wishes it is reminded before a deadline ends: by the rules of every notice, and of nothing by name."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from services.notification.domain.deadlines import Deadline
from services.notification.handlers.check_deadlines import CheckDeadlines
from shared.bus import UnitOfWork
from shared.clock import BERLIN, berlin_day, now
from shared.contracts.cloudevent import CloudEvent
from shared.contracts.intake import SafeContactChanged, SafeContactWithdrawn
from shared.contracts.referral import Entitled, Notice, Offender
from shared.contracts.vocabulary import EntitledRole, NoticeKind, Reason
from tests.harness.eventually import eventually
from tests.harness.services.notification import World, threat
from tests.service.notification.test_owed_notices import around, nothing_waits

pytestmark = pytest.mark.engines

HOUR = timedelta(hours=1)
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def open_now() -> dict[str, Any]:
    """Hours around this one, said, so that no reminder waits for the day."""
    there = now().astimezone(BERLIN)
    return {"times": None, "earliest": f"{there - HOUR:%H}:00", "latest": f"{there + 2 * HOUR:%H}:00"}


async def wishing(world: World, address: str, *, wished: bool = True, **more: Any) -> str:
    case_id = str(uuid.uuid4())
    said = more if "times" in more else open_now() | more
    await world.safe_contact(case_id, address, deadline_reminders=wished or None, **said)
    await world.applied(case_id, SafeContactChanged.TOPIC)
    return case_id


async def days_pass(world: World, until: date) -> None:
    moved = (until - berlin_day(now())) + timedelta(minutes=1)
    await CheckDeadlines(UnitOfWork(world.store, "notification", lambda: now() + moved))()


async def near(world: World, case_id: str, **changed: Any) -> str:
    """A deadline runs, and its first reminder is due; the proceeding that it is of."""
    proceeding_id, today = str(uuid.uuid4()), berlin_day(now())
    updated = threat(case_id, proceeding_id, today.isoformat()).model_copy(update=changed)
    known = len(world.ear.about(case_id))
    await world.speaker.say_and_send(case_id, updated)
    await world.ear.hear(case_id, known + 1)
    found = await world.store["clocks"].find_one({"case_id": case_id})
    dates = Deadline.model_validate({**(found or {}), "id": "x"}).dates
    assert dates is not None
    await days_pass(world, dates.act_by - timedelta(days=28))
    await world.time_comes(case_id)
    return proceeding_id


async def told(world: World, case_id: str, number: int) -> list[CloudEvent]:
    """What became of her notices."""

    async def look() -> list[CloudEvent]:
        return [each for each in world.ear.about(case_id) if ".delivery." in each.type]

    return await eventually(look, lambda found: len(found) >= number)


async def test_who_wishes_it_is_reminded_once_with_the_words_of_every_other_notice(world: World) -> None:
    address = "wishes@person.example.org"
    case_id = await wishing(world, address)
    await near(world, case_id)
    (sent,) = await told(world, case_id, 1)
    assert (sent.type.split(".")[3], sent.data["rule"]) == ("sent", "deadline_reminder")
    (mail,) = world.mailbox.to(address)
    said = f"{mail['Subject']} {mail.get_content()}"
    assert mail["Subject"] == "Neue Nachricht für Sie"
    for word in ("Frist", "Strafantrag", "Erinnerung", "canary", case_id, "2026", "2027"):
        assert word not in said


async def test_who_did_not_ask_for_it_is_not_reminded(world: World) -> None:
    case_id = await wishing(world, "unasked@person.example.org", wished=False)
    await near(world, case_id)
    assert await world.facts(case_id, 2) == ["deadline.set.v1", "deadline.reminded.v1"]
    assert await world.states(case_id) == []


async def test_several_deadlines_of_a_day_are_one_notice(world: World) -> None:
    address = "several@person.example.org"
    case_id, today = await wishing(world, address), berlin_day(now()).isoformat()
    entitled = tuple(Entitled(ref=f"entitled-{role}", role=EntitledRole(role)) for role in ("self", "superior"))
    another = (Offender.model_validate({"ref": "offender-2", "known_on": today}),)
    await near(world, case_id, entitled=entitled, further_offenders=another)
    await told(world, case_id, 1)
    await nothing_waits(world, case_id)
    assert await world.states(case_id) == ["sent"]
    assert len(world.mailbox.to(address)) == 1


async def test_on_a_day_that_had_its_mail_the_reminder_is_owed_and_not_dropped(world: World) -> None:
    address = "owes@person.example.org"
    case_id = await wishing(world, address)
    await world.answered(case_id)
    await told(world, case_id, 1)
    await near(world, case_id)
    *_, postponed = await told(world, case_id, 2)
    assert (postponed.type.split(".")[3], postponed.data["reason"]) == ("postponed", "once_a_day")
    await world.a_day_passes(case_id)
    await world.safe_contact(case_id, address, **open_now(), deadline_reminders=True)
    await world.applied(case_id, SafeContactChanged.TOPIC, 2)
    await world.time_comes(case_id)
    *_, sent = await told(world, case_id, 3)
    assert (sent.type.split(".")[3], sent.data["rule"]) == ("sent", "deadline_reminder")
    assert len(world.mailbox.to(address)) == 2


async def test_her_hours_move_it_and_a_wish_that_is_withdrawn_ends_it(world: World) -> None:
    address = "withdrew@person.example.org"
    case_id = await wishing(world, address, times=around(now() + 22 * HOUR))
    await near(world, case_id)
    (postponed,) = await told(world, case_id, 1)
    assert postponed.data["reason"] == "allowed_hours"

    await world.safe_contact(case_id, address)
    *_, suppressed = await told(world, case_id, 2)
    assert (suppressed.type.split(".")[3], suppressed.data["reason"]) == ("suppressed", "not_wished")
    await world.time_comes(case_id)
    await nothing_waits(world, case_id)
    assert world.mailbox.to(address) == []


async def test_a_wish_withdrawn_in_the_second_before_is_kept(world: World) -> None:
    """Intake has another statement already; that it was made is still on its way."""
    address = "lastsecond@person.example.org"
    case_id = await wishing(world, address)
    known = await world.store["safe_contacts"].find_one({"_id": case_id})
    assert known is not None
    world.owners.content[f"/internal/safe-contacts/{known['reference']}"] = None
    await near(world, case_id)
    await world.safe_contact(case_id, address)
    (suppressed,) = await told(world, case_id, 1)
    assert (suppressed.type.split(".")[3], suppressed.data["reason"]) == ("suppressed", "not_wished")
    assert world.mailbox.to(address) == []


async def test_with_the_way_its_reminder_is_withdrawn(world: World) -> None:
    address = "nowhere@person.example.org"
    case_id = await wishing(world, address, times=around(now() + 22 * HOUR))
    await near(world, case_id)
    await told(world, case_id, 1)
    await world.speaker.say_and_send(case_id, SafeContactWithdrawn(reference="gone", case_id=case_id))
    *_, suppressed = await told(world, case_id, 2)
    assert suppressed.data["reason"] == "no_safe_contact"


async def test_nothing_leaves_for_a_deadline_that_was_met_meanwhile(world: World) -> None:
    address = "met@person.example.org"
    case_id = await wishing(world, address, times=around(now() + 22 * HOUR))
    proceeding_id = await near(world, case_id)
    await told(world, case_id, 1)
    today = berlin_day(now())
    filed = (Notice(kind=NoticeKind.REQUEST_FILED, on=today),)
    met = threat(case_id, proceeding_id, today.isoformat()).model_copy(update={"notices": filed})
    await world.speaker.say_and_send(case_id, met)
    *_, suppressed = await told(world, case_id, 2)
    assert (suppressed.type.split(".")[3], suppressed.data["reason"]) == ("suppressed", "nothing_new")


async def test_by_phone_it_is_a_task_of_the_desk(world: World) -> None:
    case_id = await wishing(world, "0170 1", channel="phone")
    await near(world, case_id)
    (suppressed,) = await told(world, case_id, 1)
    assert (suppressed.data["rule"], suppressed.data["reason"]) == ("deadline_reminder", "by_phone_only")


async def test_who_reports_for_another_is_reminded_of_nothing(world: World) -> None:
    case_id = await wishing(world, "reports@person.example.org")
    await world.taken_over(case_id, reason=Reason.ON_BEHALF)
    await near(world, case_id)
    await world.facts(case_id, 2)
    assert await world.states(case_id) == []


async def test_one_that_failed_is_not_sent_again_to_who_does_not_wish_it_any_longer(world: World) -> None:
    case_id = await wishing(world, "failed@person.example.org")
    await world.taken_over(case_id)
    await near(world, case_id)
    (sent,) = await told(world, case_id, 1)
    await world.store["deliveries"].update_one({"_id": sent.subject}, {"$set": {"state": "failed"}})
    await world.safe_contact(case_id, "failed@person.example.org")
    await world.applied(case_id, SafeContactChanged.TOPIC, 2)
    page = f"/notification/cases/{case_id}/notices"
    again = await world.staff.post(f"{page}/{sent.subject}", data={"attempt": uuid.uuid4().hex}, headers=SAME_ORIGIN)
    assert again.status_code == 409
    assert "Die Person möchte nicht mehr an Fristen erinnert werden." in again.text
    assert await world.states(case_id) == ["failed"]
