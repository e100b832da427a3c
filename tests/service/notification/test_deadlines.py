"""A proceeding is updated, days pass, a partner answers: deadlines are stored, published and shown to those who may."""

import json
import uuid
from datetime import date, timedelta
from email.message import EmailMessage

import pytest

from services.notification.domain.deadline_changes import next_day
from services.notification.domain.deadlines import Deadline
from services.notification.handlers.check_deadlines import CheckDeadlines
from shared.bus import UnitOfWork
from shared.clock import berlin_day, now
from shared.contracts.referral import (
    Notice,
    OtherAccount,
    ProceedingUpdated,
    ReferralAccepted,
    ReferralOverdue,
    ReferralRecalled,
    ReferralSent,
)
from shared.contracts.vocabulary import NoticeKind
from tests.harness.eventually import eventually
from tests.harness.services.notification import World, referral_answered, referral_sent, threat
from tests.service.notification.conftest import cookie

pytestmark = pytest.mark.engines


async def days_pass(world: World, until: date) -> None:
    """The daily look at what is due, as it is on that day."""
    moved = (until - berlin_day(now())) + timedelta(minutes=1)
    await CheckDeadlines(UnitOfWork(world.store, "notification", lambda: now() + moved))()


async def the_deadline(world: World, case_id: str, rule: str = "strafantrag") -> Deadline:
    found = await world.store["clocks"].find_one({"case_id": case_id, "rule": rule})
    assert found is not None
    return Deadline.model_validate({**found, "id": found["_id"]})


def with_notice(said: ProceedingUpdated, kind: NoticeKind, on: date) -> ProceedingUpdated:
    return said.model_copy(update={"notices": (Notice(kind=kind, on=on),)})


async def test_the_deadline_of_a_threat_runs_once_the_offender_is_known(world: World) -> None:
    case_id, proceeding_id = str(uuid.uuid4()), str(uuid.uuid4())
    page = f"/notification/cases/{case_id}/deadlines"
    await world.taken_over(case_id)
    assert "noch kein Strafverfahren" in (await world.staff.get(page)).text

    await world.speaker.say_and_send(case_id, threat(case_id, proceeding_id))
    await world.applied(case_id, ProceedingUpdated.TOPIC)
    assert "läuft nicht: Täter unbekannt" in (await world.staff.get(page)).text
    assert world.ear.about(case_id) == []

    (cause,) = await world.speaker.say_and_send(case_id, threat(case_id, proceeding_id, "2098-09-25"))
    (deadline,) = await world.ear.hear(case_id, 1)
    assert (deadline.type, deadline.cause) == ("lotse.notification.deadline.set.v1", cause)
    said = {name: deadline.data[name] for name in ("rule", "safe_on", "act_by", "legal_on")}
    assert said == {
        "rule": "strafantrag",
        "safe_on": "2098-12-25",
        "act_by": "2098-12-24",
        "legal_on": "2098-12-29",
    }
    shown = (await world.staff.get(page)).text
    for words in ("24. Dezember 2098", "25. Dezember 2098", "29. Dezember 2098", "§ 77b StGB", "2026-08", "§ 241 StGB"):
        assert words in shown

    await world.speaker.say_and_send(case_id, threat(case_id, proceeding_id))
    assert await world.facts(case_id, 2) == ["deadline.set.v1", "deadline.cancelled.v1"]
    assert world.ear.about(case_id)[1].data["deadline_id"] == deadline.data["deadline_id"]


async def test_a_discontinuation_with_instruction_starts_the_complaint_and_a_complaint_meets_it(world: World) -> None:
    case_id, proceeding_id = str(uuid.uuid4()), str(uuid.uuid4())
    await world.taken_over(case_id)
    updated, today = threat(case_id, proceeding_id), berlin_day(now())
    instructed = with_notice(updated, NoticeKind.DISCONTINUATION_WITH_INSTRUCTION, today)
    await world.speaker.say_and_send(case_id, instructed)
    (deadline,) = await world.ear.hear(case_id, 1)
    assert (deadline.data["rule"], deadline.data["safe_on"]) == ("beschwerde", str(today + timedelta(weeks=2)))
    shown = (await world.staff.get(f"/notification/cases/{case_id}/deadlines")).text
    assert "Beschwerde gegen die Einstellung" in shown
    assert "§ 172 Abs. 1 StPO" in shown

    complained = (*instructed.notices, Notice(kind=NoticeKind.COMPLAINT_FILED, on=today))
    await world.speaker.say_and_send(case_id, instructed.model_copy(update={"notices": complained}))
    assert await world.facts(case_id, 2) == ["deadline.set.v1", "deadline.met.v1"]


async def test_only_what_a_law_ends_has_an_end_by_law(world: World) -> None:
    """That nothing was heard for three months is a rule of the house."""
    shown = {}
    for kind in (NoticeKind.REPORT_FILED, NoticeKind.DISCONTINUATION_WITH_INSTRUCTION):
        case_id = str(uuid.uuid4())
        await world.taken_over(case_id)
        reported = threat(case_id, str(uuid.uuid4()), None)
        await world.speaker.say_and_send(case_id, with_notice(reported, kind, berlin_day(now())))
        await world.ear.hear(case_id, 1)
        shown[kind] = (await world.staff.get(f"/notification/cases/{case_id}/deadlines")).text
    assert "Handeln bis" in shown[NoticeKind.REPORT_FILED]
    assert "Gesetzliches Ende" not in shown[NoticeKind.REPORT_FILED]
    assert "Gesetzliches Ende" in shown[NoticeKind.DISCONTINUATION_WITH_INSTRUCTION]


async def test_what_ends_tomorrow_when_it_is_entered_is_reminded_of_at_once(world: World) -> None:
    """Nobody waits for an hourly look: the letter may have lain in a partner's tray for twelve days."""
    case_id, today = str(uuid.uuid4()), berlin_day(now())
    await world.taken_over(case_id)
    reported = threat(case_id, str(uuid.uuid4()), None)
    came = with_notice(reported, NoticeKind.DISCONTINUATION_WITH_INSTRUCTION, today - timedelta(days=13))
    await world.speaker.say_and_send(case_id, came)
    assert (await world.facts(case_id, 2))[:2] == ["deadline.set.v1", "deadline.reminded.v1"]
    assert (await the_deadline(world, case_id, "beschwerde")).reminded_on == today


async def test_days_pass_it_is_reminded_of_then_missed_and_both_lists_say_so(world: World) -> None:
    case_id, today = str(uuid.uuid4()), berlin_day(now())
    await world.taken_over(case_id)
    await world.speaker.say_and_send(case_id, threat(case_id, str(uuid.uuid4()), today.isoformat()))
    await world.facts(case_id, 1)
    assert f"/notification/cases/{case_id}/deadlines" in (await world.staff.get("/notification/deadlines")).text
    deadline = await the_deadline(world, case_id)
    assert deadline.dates is not None
    await days_pass(world, today)
    assert (await the_deadline(world, case_id)).reminded_on is None

    await days_pass(world, deadline.dates.act_by - timedelta(days=28))
    assert await world.facts(case_id, 2) == ["deadline.set.v1", "deadline.reminded.v1"]
    await days_pass(world, deadline.dates.act_by - timedelta(days=28))
    await days_pass(world, deadline.dates.act_by - timedelta(days=27))
    await days_pass(world, deadline.dates.legal_on)
    await days_pass(world, deadline.dates.legal_on + timedelta(days=1))
    told = await world.facts(case_id, 4)
    assert told[1:] == ["deadline.reminded.v1", "deadline.reminded.v1", "deadline.missed.v1"]
    assert "abgelaufen" in (await world.staff.get(f"/notification/cases/{case_id}/deadlines")).text
    assert "auch ohne Antrag ermitteln" in (await world.staff.get("/notification/deadlines")).text


async def test_what_is_over_when_it_is_entered_is_set_and_missed(world: World) -> None:
    case_id = str(uuid.uuid4())
    await world.taken_over(case_id)
    long_ago = {"act_known_on": date(2025, 9, 20)}
    updated = threat(case_id, str(uuid.uuid4()), "2025-09-25").model_copy(update=long_ago)
    await world.speaker.say_and_send(case_id, updated)
    assert await world.facts(case_id, 2) == ["deadline.set.v1", "deadline.missed.v1"]
    assert "abgelaufen" in (await world.staff.get(f"/notification/cases/{case_id}/deadlines")).text


async def test_a_deadline_that_was_stored_before_there_were_reminders_gets_them(world: World) -> None:
    case_id, today = str(uuid.uuid4()), berlin_day(now())
    await world.speaker.say_and_send(case_id, threat(case_id, str(uuid.uuid4()), today.isoformat()))
    await world.facts(case_id, 1)
    as_before = {"$unset": {"next_on": "", "missed_on": "", "reminded_on": ""}}
    await world.store["clocks"].update_one({"case_id": case_id}, as_before)
    await days_pass(world, today)
    deadline = await the_deadline(world, case_id)
    assert deadline.dates is not None
    assert deadline.next_on == next_day(deadline, deadline.dates, today)


async def test_a_defect_of_one_deadline_stops_no_other(world: World) -> None:
    erased, newer, whole, today = str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4()), berlin_day(now())
    for case_id in (erased, newer, whole):
        await world.speaker.say_and_send(case_id, threat(case_id, str(uuid.uuid4()), today.isoformat()))
        await world.facts(case_id, 1)
    await world.store["ledger"].update_one({"_id": erased}, {"$set": {"erased": now()}})
    await world.store["clocks"].update_one({"case_id": newer}, {"$set": {"rule": "of_a_newer_release"}})
    due = (await the_deadline(world, whole)).next_on
    assert due is not None
    await days_pass(world, due)
    assert await world.facts(whole, 2) == ["deadline.set.v1", "deadline.reminded.v1"]
    await world.store["clocks"].delete_many({"case_id": {"$in": [erased, newer]}})


@pytest.mark.parametrize(
    ("answer", "shown", "lists"),
    [
        (ReferralAccepted, "erledigt: Stelle hat geantwortet", False),
        (ReferralOverdue, "abgelaufen", True),
        (ReferralRecalled, "noch kein Strafverfahren", False),
    ],
)
async def test_a_partners_answer_is_awaited_until_its_day(
    world: World, answer: type[ReferralAccepted | ReferralOverdue | ReferralRecalled], shown: str, lists: bool
) -> None:
    case_id, referral_id = str(uuid.uuid4()), str(uuid.uuid4())
    world.owners.content[f"/internal/notices/{referral_id}"] = None
    await world.taken_over(case_id)
    page, sent = f"/notification/cases/{case_id}/deadlines", referral_sent(case_id, referral_id)
    await world.speaker.say_and_send(case_id, sent.model_copy(update={"respond_by": now() + timedelta(days=3)}))
    await world.applied(case_id, ReferralSent.TOPIC)
    assert "Antwort des Partners" in (await world.staff.get(page)).text

    said = answer.model_validate(
        referral_answered(answer, case_id).model_dump(exclude_none=True) | {"referral_id": referral_id}
    )
    await world.speaker.say_and_send(case_id, said)
    await world.applied(case_id, ReferralSent.TOPIC, 2)
    assert shown in (await world.staff.get(page)).text
    assert (page in (await world.staff.get("/notification/deadlines")).text) == lists
    assert [event for event in world.ear.about(case_id) if ".deadline." in event.type] == []


async def test_tomorrow_is_the_partners_day_and_the_counsellor_is_reminded(world: World) -> None:
    case_id, referral_id = str(uuid.uuid4()), str(uuid.uuid4())
    world.owners.content[f"/internal/notices/{referral_id}"] = None
    sent = referral_sent(case_id, referral_id).model_copy(update={"respond_by": now() + timedelta(days=3)})
    await world.speaker.say_and_send(case_id, sent)
    await world.facts(case_id, 1)
    await days_pass(world, berlin_day(sent.respond_by) - timedelta(days=1))
    (reminded,) = [event for event in await world.ear.hear(case_id, 2) if ".deadline." in event.type]
    assert (reminded.type, reminded.data["rule"]) == ("lotse.notification.deadline.reminded.v1", "partner_response")


@pytest.mark.parametrize(
    ("when", "subject"),
    [
        ("the day before", "Erinnerung: Anfrage im Partnernetz"),
        ("at the date", "Eine Anfrage im Partnernetz wartet auf Ihre Antwort"),
    ],
)
async def test_the_partner_is_reminded_by_a_mail_of_its_own(world: World, when: str, subject: str) -> None:
    case_id, referral_id = str(uuid.uuid4()), str(uuid.uuid4())
    address, link = f"{uuid.uuid4()}@partner.example.org", "https://partner.example.org/partner/zugang/abc"
    world.owners.content[f"/internal/notices/{referral_id}"] = json.dumps({"to": [address], "link": link}).encode()
    sent = referral_sent(case_id, referral_id).model_copy(update={"respond_by": now() + timedelta(days=3)})
    await world.speaker.say_and_send(case_id, sent)
    await world.facts(case_id, 1)
    if when == "the day before":
        await days_pass(world, berlin_day(sent.respond_by) - timedelta(days=1))
    else:
        overdue = sent.model_dump(exclude={"replaces"}) | {"respond_by": sent.respond_by.isoformat()}
        await world.speaker.say_and_send(case_id, ReferralOverdue.read(overdue))

    async def mails() -> list[EmailMessage]:
        return world.mailbox.to(address)

    first, reminder = await eventually(mails, lambda seen: len(seen) == 2)
    assert [each["Subject"] for each in (first, reminder)] == ["Neue Anfrage im Partnernetz", subject]
    assert link in reminder.get_content()
    assert case_id not in reminder.as_string()


async def test_the_look_at_what_is_due_reads_nothing_else_however_much_there_is(world: World) -> None:
    """Ten thousand that run until later and as many that are over: the engine examines what is due."""
    case_id, today = str(uuid.uuid4()), berlin_day(now())
    await world.speaker.say_and_send(case_id, threat(case_id, str(uuid.uuid4()), today.isoformat()))
    await world.facts(case_id, 1)
    model = (await world.store["clocks"].find_one({"case_id": case_id})) or {}
    later = {"next_on": (today + timedelta(days=90)).isoformat(), "missed_on": None}
    over = {"next_on": None, "missed_on": today.isoformat()}
    for state in (later, over):
        many = [{**model, **state, "_id": str(uuid.uuid4()), "case_id": "many"} for _ in range(10_000)]
        await world.store["clocks"].insert_many(many)
    due = {"next_on": {"$gt": "", "$lte": (today + timedelta(days=80)).isoformat()}}
    older = {"next_on": None, "missed_on": None, "stands_still": None}
    examined = []
    for query in (due, older):
        plan = await world.store["clocks"].database.command(
            {"explain": {"find": "clocks", "filter": query}, "verbosity": "executionStats"}
        )
        examined.append(plan["executionStats"]["totalKeysExamined"])
    await world.store["clocks"].delete_many({"case_id": "many"})
    assert all(keys < 100 for keys in examined)


async def test_a_colleagues_deadlines_are_listed_for_supervisors_only(world: World) -> None:
    case_id = str(uuid.uuid4())
    await world.taken_over(case_id, by="bert")
    await world.speaker.say_and_send(case_id, threat(case_id, str(uuid.uuid4()), berlin_day(now()).isoformat()))
    await world.facts(case_id, 1)
    mine = await world.staff.get("/notification/deadlines")
    all_of_them = await world.anyone.get("/notification/deadlines", headers=cookie("supervisor"))
    assert (case_id in mine.text, case_id in all_of_them.text) == (False, True)


async def test_the_list_names_the_case_and_its_tab_the_days_that_are_left(world: World) -> None:
    case_id, today = str(uuid.uuid4()), berlin_day(now())
    await world.numbered(case_id, "L-4F7K2")
    tab = f"/notification/cases/{case_id}/deadlines/next"
    await world.taken_over(case_id)
    assert (await world.staff.get(tab)).text == ""
    await world.speaker.say_and_send(case_id, threat(case_id, str(uuid.uuid4()), today.isoformat()))
    await world.facts(case_id, 1)
    deadline = await the_deadline(world, case_id)
    assert deadline.dates is not None

    assert (await world.staff.get(tab)).text == f"<span>({(deadline.dates.act_by - today).days} T.)</span>"
    assert "L-4F7K2" in (await world.staff.get("/notification/deadlines")).text


async def test_a_fragment_is_the_content_alone(world: World) -> None:
    await world.taken_over(case_id := str(uuid.uuid4()))
    answer = await world.staff.get(f"/notification/cases/{case_id}/deadlines", headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert '<h1 id="fristen">' in answer.text


@pytest.mark.parametrize(
    "page", ["/notification/deadlines", "/notification/cases/0f0c2f6e-3a2b-4d0c-8f3e-1a5b7c9d0e21/deadlines"]
)
async def test_only_counsellors_see_the_pages(world: World, page: str) -> None:
    assert (await world.anyone.get(page)).status_code == 303
    assert (await world.anyone.get(page, headers=cookie("analyst"))).status_code == 404


async def test_a_deadline_of_one_act_is_counted_once_and_anew_for_each_when_they_are_parted(world: World) -> None:
    case_id, first, second = str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4())
    one, other = threat(case_id, first, "2098-09-25"), threat(case_id, second, "2098-10-02")
    await world.speaker.say_and_send(case_id, one, other)
    await world.ear.hear(case_id, 2)
    account = OtherAccount.model_validate(other.model_dump(include=set(OtherAccount.model_fields)))
    joined = other.model_copy(update={"same_act_as": first}), one.model_copy(update={"accounts": (account,)})
    await world.speaker.say_and_send(case_id, *joined)
    cancelled, moved = (await world.ear.hear(case_id, 4))[2:]
    assert cancelled.type == "lotse.notification.deadline.cancelled.v1"
    assert cancelled.data["counted_by"] == moved.data["deadline_id"]
    assert (moved.data["proceeding_id"], moved.data["safe_on"]) == (first, "2098-12-25")
    assert moved.data["legal_on"] == "2099-01-02"
    assert await world.store["clocks"].count_documents({"case_id": case_id}) == 1

    await world.speaker.say_and_send(case_id, other, one)
    again = (await world.ear.hear(case_id, 5))[4]
    assert (again.type, again.data["proceeding_id"]) == ("lotse.notification.deadline.set.v1", second)
    assert await world.store["clocks"].count_documents({"case_id": case_id}) == 2
