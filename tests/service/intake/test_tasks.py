"""What needs a human becomes a task where a counsellor looks, and goes when it is done."""

import re
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.concern import Concern
from services.intake.domain.contact import Recorded
from services.intake.domain.ids import CaseId, ContactId, HandoverId, PartnerId, ReferralId, ThreadId
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.situation import Situation
from services.intake.domain.task import OUTLIVES_CLOSING, Task, TaskKind
from services.intake.domain.unanswered import OWED, Unanswered
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.close import close_case
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.finish_task import finish_task
from services.intake.handlers.desk.list_tasks import PAGE, count_tasks, list_tasks
from services.intake.handlers.desk.measure_missed_deadlines import measure_missed_deadlines
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.promise_call_back import promise_call_back
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.follow_tasks import Concerned, make_task
from services.intake.handlers.new_contact import add_contact, add_safe_contact, new_contact
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.store import CONTACTS, TASKS
from services.intake.subscriptions import event_handlers
from shared.bus import Transaction
from shared.clock import now
from shared.contracts import notification, referral
from shared.contracts.cloudevent import CloudEvent
from shared.contracts.message import Message
from shared.contracts.vocabulary import CaseOutcome, Channel, ConsentHow, ConsentItem, PartnerCategory, Reason, Urgency
from shared.errors import Conflict, Invalid, NotFound
from shared.referral_id import referral_of
from shared.sealing import DataKey
from shared.telemetry.metrics import DEADLINES_MISSED
from shared.web.forms import InvalidForm
from tests.harness.gauges import value_of
from tests.harness.services.intake import Place, a_counsellor
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_desk_refusals import says_at

pytestmark = pytest.mark.engines

ANNA, BERT, SUE = a_counsellor("anna"), a_counsellor("bert"), a_counsellor("sue", "supervisor")
PARTNER = PartnerId(str(uuid4()))
ACCOUNT = {ConsentItem.ACCOUNT: "Seit März kommen Drohungen."}


@pytest.fixture
@laid_out
async def case_id(place: Place) -> CaseId:
    """Of a person who has just written; nobody has taken it over."""
    concern = Concern(text="Mir wurde gedroht.", reason=Reason.COUNSELLING, channel=Channel.PORTAL)
    recorded = new_contact(concern, now())
    key = await place.desk.keys.create(recorded.state.thread)

    async def work(tx: Transaction) -> None:
        await list_partner(tx, PARTNER, "Beratungsstelle (Demo)", PartnerCategory.LEGAL)
        await add_contact(tx, place.desk.found_by, recorded, concern, key)

    await place.unit_of_work(work)
    return CaseId(recorded.state.thread)


@pytest.fixture
@laid_out
async def with_anna(place: Place, case_id: CaseId) -> CaseId:
    await take_over(place.desk, await contact_of(place, case_id), ANNA)
    return case_id


async def test_who_writes_is_answered_first_and_whoever_takes_over_has_the_task(place: Place, case_id: CaseId) -> None:
    assert await kinds(place, case_id) == ["first_answer"]
    assert [row.task.thread for row in (await list_tasks(place.desk, BERT, "nobody")).rows] == [ThreadId(case_id)]
    await take_over(place.desk, await contact_of(place, case_id), ANNA)
    assert not (await list_tasks(place.desk, BERT, "nobody")).rows
    assert [row.task.counsellor for row in (await list_tasks(place.desk, ANNA, "mine")).rows] == ["anna"]
    await answer(place.desk, await contact_of(place, case_id), ANNA, "Wir sind da.")
    assert await kinds(place, case_id) == []


async def test_a_declined_partner_is_followed_by_the_next_one(place: Place, with_anna: CaseId) -> None:
    asked = await ask_for_consent(place.desk, with_anna, ANNA, PARTNER, ACCOUNT)
    assert await kinds(place, with_anna) == ["consent_unanswered", "first_answer"]
    await note_decision(place.desk, asked, ANNA, "given", ConsentHow.VOICE)
    assert await kinds(place, with_anna) == ["consented", "first_answer"]
    await consume(place, sent(with_anna, asked))
    assert await kinds(place, with_anna) == ["first_answer"]
    await consume(place, overdue(with_anna, asked))
    assert await kinds(place, with_anna) == ["first_answer", "overdue"]
    await consume(place, declined(with_anna, asked))
    assert await kinds(place, with_anna) == ["declined", "first_answer"]
    other = PartnerId(str(uuid4()))
    await place.unit_of_work(lambda tx: list_partner(tx, other, "Andere Stelle (Demo)", PartnerCategory.LEGAL))
    await ask_for_consent(place.desk, with_anna, ANNA, other, ACCOUNT, replaces=ReferralId(referral_of(asked)))
    assert await kinds(place, with_anna) == ["consent_unanswered", "first_answer"]


async def test_a_partner_s_question_and_its_waiting_list_are_tasks_until_they_are_settled(
    place: Place, with_anna: CaseId
) -> None:
    asked = await ask_for_consent(place.desk, with_anna, ANNA, PARTNER, ACCOUNT)
    await note_decision(place.desk, asked, ANNA, "given", ConsentHow.VOICE)
    of, until = of_referral(with_anna, asked), {"respond_by": "2026-12-24T14:00:00Z"}
    await consume(place, sent(with_anna, asked))
    await consume(place, overdue(with_anna, asked))
    await consume(place, referral.ReferralQuestioned.model_validate(of | {"by": "partner"}))
    assert await kinds(place, with_anna) == ["first_answer", "questioned"]
    await consume(place, referral.ReferralInformed.model_validate(of | until))
    assert await kinds(place, with_anna) == ["first_answer"]
    await consume(place, referral.ReferralWaitlisted.model_validate(of | until | {"by": "partner"}))
    assert await kinds(place, with_anna) == ["first_answer", "waitlisted"]
    await consume(place, referral.ReferralAccepted.model_validate(of | {"by": "partner"}))
    assert await kinds(place, with_anna) == ["first_answer"]


async def test_a_refusal_and_a_withdrawal_reach_the_counsellor(place: Place, with_anna: CaseId) -> None:
    refused = await ask_for_consent(place.desk, with_anna, ANNA, PARTNER, ACCOUNT)
    await note_decision(place.desk, refused, ANNA, "refused", ConsentHow.VOICE)
    assert "refused" in await kinds(place, with_anna)
    again = await ask_for_consent(place.desk, with_anna, ANNA, PARTNER, ACCOUNT)
    await note_decision(place.desk, again, ANNA, "given", ConsentHow.VOICE)
    await note_decision(place.desk, again, ANNA, "withdrawn", ConsentHow.VOICE)
    assert {"refused", "withdrew"} <= set(await kinds(place, with_anna))


async def test_a_question_to_the_person_is_shown_after_three_working_days(place: Place, with_anna: CaseId) -> None:
    await ask_for_consent(place.desk, with_anna, ANNA, PARTNER, ACCOUNT)
    shown = [row.task.kind for row in (await list_tasks(place.desk, ANNA, "mine")).rows]
    assert shown == ["first_answer"]
    assert await count_tasks(place.desk, ANNA) == 1


async def test_a_deadline_comes_near_and_is_met_and_a_notice_fails(place: Place, with_anna: CaseId) -> None:
    near = deadline(notification.DeadlineReminded, with_anna)
    await consume(place, near)
    assert await kinds(place, with_anna) == ["deadline_near", "first_answer"]
    await consume(place, notification.DeadlineMet.model_validate(near.data()))
    await consume(place, failed_notice(with_anna))
    assert await kinds(place, with_anna) == ["first_answer", "not_reached"]


async def test_a_mail_that_came_back_somehow_is_asked_about_until_it_is_known_to_have_failed(
    place: Place, with_anna: CaseId
) -> None:
    failed = failed_notice(with_anna)
    await consume(place, notification.DeliveryDoubted.model_validate(failed.data()))
    assert await kinds(place, with_anna) == ["first_answer", "maybe_not_reached"]
    await consume(place, failed)
    assert await kinds(place, with_anna) == ["first_answer", "not_reached"]


async def test_a_mail_to_a_partner_that_came_back_somehow_is_asked_about(place: Place, with_anna: CaseId) -> None:
    asked = await ask_for_consent(place.desk, with_anna, ANNA, PARTNER, ACCOUNT)
    of = {"audience": "partner", "rule": "referral_sent", "referral_id": referral_of(asked)}
    doubted = notification.DeliveryDoubted.model_validate(failed_notice(with_anna).data() | of)
    await consume(place, doubted)
    assert "partner_maybe_not_reached" in await kinds(place, with_anna)
    await consume(place, notification.DeliveryFailed.model_validate(doubted.data()))
    now = await kinds(place, with_anna)
    assert "partner_not_reached" in now
    assert "partner_maybe_not_reached" not in now


async def test_a_second_mail_of_a_partner_is_not_done_with_the_first(
    place: Place, desk: httpx2.AsyncClient, with_anna: CaseId
) -> None:
    asked = await ask_for_consent(place.desk, with_anna, ANNA, PARTNER, ACCOUNT)
    of = {"case_id": with_anna, "referral_id": referral_of(asked), "partner_id": PARTNER}
    mail = referral.ReferralMailReceived.model_validate(of)
    await consume(place, mail)
    (first,) = [each for each in await open_tasks(place, with_anna) if each.kind == "partner_mailed"]
    await consume(place, mail)
    (second,) = [each for each in await open_tasks(place, with_anna) if each.kind == "partner_mailed"]
    assert second.due == first.due
    done = f"/desk/tasks/{first.id}/done"
    early = await desk.post(done, data={"seen": str(first.version)}, headers=cookie_of(ANNA))
    assert early.status_code == 409
    assert "ob noch etwas gekommen ist" in early.text
    assert "partner_mailed" in await kinds(place, with_anna)
    page = (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    form = page[page.index("partner_mailed%7C") :]
    shown = re.search(r'name="seen" value="([0-9]+)"', form)
    assert shown
    late = await desk.post(done, data={"seen": shown[1]}, headers=cookie_of(ANNA))
    assert late.status_code == 303
    assert "partner_mailed" not in await kinds(place, with_anna)


async def test_a_missed_deadline_is_an_alarm_until_somebody_has_it_in_hand(place: Place, with_anna: CaseId) -> None:
    await consume(place, deadline(notification.DeadlineMissed, with_anna))
    (task,) = [each for each in await open_tasks(place, with_anna) if each.kind == "deadline_missed"]
    assert await missed_deadlines(place, task.due) == 0
    assert await missed_deadlines(place, task.due + timedelta(seconds=1)) == 1
    await finish_task(place.desk, task.id, ANNA)
    assert await missed_deadlines(place, task.due + timedelta(seconds=1)) == 0


async def missed_deadlines(place: Place, at: datetime) -> float:
    await measure_missed_deadlines(place.store, lambda: at)
    return value_of(DEADLINES_MISSED)


async def test_a_closed_case_has_no_tasks_and_an_erased_one_leaves_none(place: Place, with_anna: CaseId) -> None:
    await close_case(place.desk, with_anna, ANNA, CaseOutcome.RESOLVED, unanswered=Unanswered.TOLD)
    assert await kinds(place, with_anna) == []
    assert await place.count("tasks") == 1
    await erase_case(place.desk, SUE, with_anna)
    assert await place.count("tasks") == 0


async def test_only_who_is_responsible_says_that_it_is_done(place: Place, with_anna: CaseId) -> None:
    (task,) = await open_tasks(place, with_anna)
    with pytest.raises(NotFound):
        await finish_task(place.desk, task.id, BERT, unanswered=Unanswered.TOLD)
    await finish_task(place.desk, task.id, ANNA, unanswered=Unanswered.TOLD)
    assert await kinds(place, with_anna) == []


async def test_what_somebody_waits_for_is_done_without_an_answer_only_with_a_reason_that_stays_in_the_file(
    place: Place, desk: httpx2.AsyncClient, with_anna: CaseId
) -> None:
    assert "/done" not in (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    page = (await desk.get(f"/desk/cases/{with_anna}", headers=cookie_of(ANNA))).text
    found = re.search(r'action="(/desk/tasks/first_answer%7C[^"]+/done)"', page)
    assert found
    refused = await desk.post(found[1], data={"attempt": "a" * 32}, headers=cookie_of(ANNA))
    assert refused.status_code == 422
    assert says_at(refused, "unanswered").startswith("Darauf wartet jemand: „Erste Antwort geben“.")
    assert await kinds(place, with_anna) == ["first_answer"]
    why = {"attempt": "b" * 32, "unanswered": "no_safe_way"}
    assert (await desk.post(found[1], data=why, headers=cookie_of(ANNA))).status_code == 303
    assert await kinds(place, with_anna) == []
    record = (await desk.get(f"/desk/cases/{with_anna}/record", headers=cookie_of(ANNA))).text
    assert "Grund: Es gibt keinen Weg, auf dem eine Antwort die Person sicher erreicht." in record


@pytest.mark.parametrize("kind", sorted(OWED))
async def test_no_case_is_closed_over_somebody_who_waits(place: Place, with_anna: CaseId, kind: TaskKind) -> None:
    await place.unit_of_work(lambda tx: make_task(tx, kind, Concerned(ThreadId(with_anna), with_anna)))
    first = [each for each in await open_tasks(place, with_anna) if each.kind == "first_answer"]
    if kind is not TaskKind.FIRST_ANSWER:
        await finish_task(place.desk, first[0].id, ANNA, unanswered=Unanswered.TOLD)
    if kind in OUTLIVES_CLOSING:
        await close_case(place.desk, with_anna, ANNA, CaseOutcome.RESOLVED)
        assert await kinds(place, with_anna) == [kind]
        return
    with pytest.raises(InvalidForm):
        await close_case(place.desk, with_anna, ANNA, CaseOutcome.RESOLVED)
    assert await kinds(place, with_anna) == [kind]
    notes = await place.count("notes")
    await close_case(place.desk, with_anna, ANNA, CaseOutcome.RESOLVED, unanswered=Unanswered.NONE_WANTED)
    assert (await kinds(place, with_anna), await place.count("notes")) == ([], notes + 1)


async def test_the_page_names_what_closing_ends_and_presets_no_outcome(
    desk: httpx2.AsyncClient, with_anna: CaseId
) -> None:
    page = (await desk.get(f"/desk/cases/{with_anna}/record", headers=cookie_of(ANNA))).text
    assert "Damit enden auch diese Aufgaben: „Erste Antwort geben“." in page
    assert "Darauf wartet jemand: „Erste Antwort geben“." in page
    outcome = page[page.index('name="outcome"') :]
    assert re.findall("<option ([^>]*selected)>", outcome[: outcome.index("</select>")]) == ['value="" selected']
    sent = await desk.post(
        f"/desk/cases/{with_anna}/close", data={"attempt": "a" * 32, "outcome": "resolved"}, headers=cookie_of(ANNA)
    )
    assert sent.status_code == 422
    assert says_at(sent, "unanswered").startswith("Darauf wartet jemand")


async def test_a_promise_to_call_back_is_due_at_its_time(place: Place, with_anna: CaseId) -> None:
    contact_id, at = await contact_of(place, with_anna), now() + timedelta(days=1)
    with pytest.raises(Invalid):
        await promise_call_back(place.desk, contact_id, ANNA, now() - timedelta(minutes=1))
    await promise_call_back(place.desk, contact_id, ANNA, at, act_id="same")
    await promise_call_back(place.desk, contact_id, ANNA, at, act_id="same")
    assert [task.due for task in await open_tasks(place, with_anna) if task.kind == "call_back"] == [at]
    with pytest.raises(NotFound):
        await promise_call_back(place.desk, contact_id, BERT, at)
    await close_case(place.desk, with_anna, ANNA, CaseOutcome.RESOLVED, unanswered=Unanswered.TOLD)
    with pytest.raises(Conflict):
        await promise_call_back(place.desk, contact_id, ANNA, at)


@pytest.mark.parametrize("reason", [Reason.COUNSELLING, Reason.INFORMATION])
async def test_who_says_at_once_is_read_first(place: Place, reason: Reason) -> None:
    """As the form promises; what leads to no case can wait."""
    for said in ("unknown", "immediate", "routine", "urgent"):
        concern = Concern(text=said, reason=reason, channel=Channel.PORTAL, situation=Situation(urgency=Urgency(said)))
        recorded = new_contact(concern, now())
        key = await place.desk.keys.create(recorded.state.thread)
        await place.unit_of_work(partial(add, place, recorded, concern, key))

    rows = (await list_tasks(place.desk, ANNA, "nobody")).rows
    if reason is Reason.INFORMATION:
        assert len({row.task.due for row in rows}) == 1
        return
    assert [row.case.situation.urgency for row in rows if row.case] == ["immediate", "urgent", "unknown", "routine"]
    assert rows[0].task.due < rows[1].task.due < rows[2].task.due == rows[3].task.due


async def add(place: Place, recorded: Recorded, concern: Concern, key: DataKey, tx: Transaction) -> None:
    await add_contact(tx, place.desk.found_by, recorded, concern, key)


async def test_the_list_goes_on_where_a_page_ends(place: Place, with_anna: CaseId) -> None:
    (task,) = await open_tasks(place, with_anna)

    async def work(tx: Transaction) -> None:
        tx.lock_key(with_anna)
        for n in range(PAGE + 1):
            copy = task.model_copy(update={"id": f"x|{n}", "place": task.place.partition("|")[0] + f"|x|{n:03}"})
            await TASKS.add(tx, copy)

    await place.unit_of_work(work)
    first = await list_tasks(place.desk, ANNA, "mine")
    second = await list_tasks(place.desk, ANNA, "mine", first.after)
    assert (len(first.rows), len(second.rows), first.total, second.after) == (PAGE, 2, PAGE + 2, None)
    assert len({row.task.id for row in first.rows + second.rows}) == PAGE + 2


async def test_the_page_leads_to_the_next_step(place: Place, desk: httpx2.AsyncClient, with_anna: CaseId) -> None:
    asked = await ask_for_consent(place.desk, with_anna, ANNA, PARTNER, ACCOUNT)
    await consume(place, sent(with_anna, asked))
    await consume(place, declined(with_anna, asked))
    page = (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    assert "Stelle kann nicht helfen" in page
    assert f"/referral/cases/{with_anna}/proposals" in page
    assert "Bei allen" not in page
    assert (await desk.get("/desk/tasks/count", headers=cookie_of(ANNA))).text == "2"
    supervisor = (await desk.get("/desk/tasks?whose=all", headers=cookie_of(SUE))).text
    assert "bei <bdi>anna</bdi>" in supervisor
    assert "Drohungen" not in page + supervisor
    nothing_of_others = await desk.get("/desk/tasks?whose=all", headers=cookie_of(BERT))
    assert with_anna not in nothing_of_others.text


async def test_a_call_back_with_a_wrong_time_comes_back_as_typed(
    place: Place, desk: httpx2.AsyncClient, with_anna: CaseId
) -> None:
    path = f"/desk/contacts/{await contact_of(place, with_anna)}/call-backs"
    refused = await desk.post(path, data={"day": "2099-01-05", "time": "25:99"}, headers=cookie_of(ANNA))
    assert refused.status_code == 422
    assert 'value="2099-01-05"' in refused.text
    assert "Bitte geben Sie die Uhrzeit an" in refused.text
    done = await desk.post(path, data={"day": "2099-01-05", "time": "10:30"}, headers=cookie_of(ANNA))
    assert done.status_code == 303


async def test_who_is_to_be_rung_is_said_with_hours_and_words_to_whom_it_concerns_alone(
    place: Place, desk: httpx2.AsyncClient, with_anna: CaseId
) -> None:
    safe = SafeContact(
        channel="phone", address="0301 5550100", earliest="18:00", latest="20:00", words="Buchhandlung", voicemail=False
    )
    await state(place, with_anna, safe)
    await consume(place, suppressed_notice(with_anna))
    page = (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    assert "Anrufen 18–20 Uhr, als „Buchhandlung“, Mailbox nein" in page
    assert "0301 5550100" not in page
    assert await looks_at_way(place, with_anna) == ["anna"]
    (on_its_page,) = re.findall(r"Person anrufen:[^<]*<[^>]*>([^<]*)", await own_page(desk, with_anna))
    assert on_its_page == "Anrufen 18–20 Uhr, als „Buchhandlung“, Mailbox nein"

    others = (await desk.get("/desk/tasks?whose=all", headers=cookie_of(SUE))).text
    assert "Person anrufen" in others
    assert "Buchhandlung" not in others
    assert await looks_at_way(place, with_anna) == ["anna"]


async def own_page(desk: httpx2.AsyncClient, case_id: CaseId) -> str:
    return (await desk.get(f"/desk/cases/{case_id}", headers=cookie_of(ANNA))).text


async def state(place: Place, case_id: CaseId, safe: SafeContact) -> None:
    key = await place.desk.keys.get(case_id)

    async def work(tx: Transaction) -> None:
        contact = await CONTACTS.get(tx, case_id=case_id)
        tx.lock_key(case_id)
        await add_safe_contact(tx, contact, key, safe)

    await place.unit_of_work(work)


async def looks_at_way(place: Place, case_id: CaseId) -> list[str]:
    """Who looked, as the audit trail has it."""
    found = place.store["audit"].find({"case": case_id, "what": "safe-contact"}).sort("_id", 1)
    return [each["by"] async for each in found]


async def kinds(place: Place, case_id: CaseId) -> list[str]:
    return sorted(task.kind for task in await open_tasks(place, case_id))


async def open_tasks(place: Place, case_id: CaseId) -> list[Task]:
    return await place.unit_of_work(lambda tx: TASKS.all(tx, sort="place", thread=case_id, state="open"))


async def contact_of(place: Place, case_id: CaseId) -> ContactId:
    found = await place.store["contacts"].find_one({"case_id": case_id})
    assert found
    return ContactId(found["_id"])


async def consume(place: Place, message: Message) -> None:
    """As the bus gives it to its handler."""
    key = message.data().get("case_id") or str(uuid4())
    event = CloudEvent(str(uuid4()), "/lotse/other", message.TYPE, key, now(), key, 1, None, None, message)

    async def work(tx: Transaction) -> None:
        await event_handlers()[type(message)](tx, event)

    await place.unit_of_work(work)


def of_referral(case_id: CaseId, handover_id: HandoverId) -> dict[str, object]:
    return {
        "case_id": case_id,
        "referral_id": referral_of(handover_id),
        "partner_id": PARTNER,
        "partner_category": "legal",
        "level": "land",
        "kind": "warm",
        "urgency": "urgent",
    }


def sent(case_id: CaseId, handover_id: HandoverId) -> Message:
    by = {"respond_by": "2026-11-24T14:00:00Z"}
    return referral.ReferralSent.model_validate(of_referral(case_id, handover_id) | by)


def overdue(case_id: CaseId, handover_id: HandoverId) -> Message:
    by = {"respond_by": "2026-11-24T14:00:00Z"}
    return referral.ReferralOverdue.model_validate(of_referral(case_id, handover_id) | by)


def declined(case_id: CaseId, handover_id: HandoverId) -> Message:
    why = {"by": "partner", "reason": "no_capacity"}
    return referral.ReferralDeclined.model_validate(of_referral(case_id, handover_id) | why)


def deadline(kind: type[notification.DeadlineReminded | notification.DeadlineMissed], case_id: CaseId) -> Message:
    ids = {"case_id": case_id, "deadline_id": str(uuid4()), "proceeding_id": str(uuid4()), "rule": "strafantrag"}
    return kind.model_validate(ids | dict.fromkeys(("safe_on", "act_by", "legal_on"), "2027-02-12"))


def suppressed_notice(case_id: CaseId) -> Message:
    ids = {"case_id": case_id, "dispatch_id": str(uuid4()), "reason": "by_phone_only"}
    return notification.DeliverySuppressed.model_validate(
        ids | {"audience": "person", "channel": "mail", "rule": "desk_answered"}
    )


def failed_notice(case_id: CaseId) -> Message:
    ids = {"case_id": case_id, "dispatch_id": str(uuid4())}
    return notification.DeliveryFailed.model_validate(
        ids | {"audience": "person", "channel": "mail", "rule": "desk_answered"}
    )
