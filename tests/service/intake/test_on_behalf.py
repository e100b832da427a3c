"""Who reports for another: own words and answers, nothing of the affected person; linked at the desk alone."""

from dataclasses import dataclass

import httpx2
import pytest

from services.intake.domain.handover import Handover
from services.intake.domain.ids import CaseId, ContactId, HandoverId, PartnerId
from services.intake.domain.on_behalf import CANNOT_CONSENT, NOT_FOR_ANOTHER
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.store import CONSENTS, CONTACTS, HANDOVERS
from shared.contracts.vocabulary import CaseOutcome, ConsentHow, ConsentItem
from shared.errors import Conflict
from shared.web import Staff
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, on_follow_page, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
SVEN = a_counsellor("sven", "supervisor")
TEXT, ANSWER = "Meine Kollegin wird bedroht.", "Danke, dass Sie sich melden."
PARTNER = PartnerId("5d0f4f0e-4f7c-4d53-9a3d-0a2f3f1c9b11")
PACKAGE = {ConsentItem.ACCOUNT: "Drohung."}
NOT_SHOWN = ("Verlauf<", "Weitergabe", "Einwilligung", "Frist", "Gelöscht", "gelöscht wird", "zuständig", "Fall ")


@dataclass(frozen=True)
class Report:
    contact_id: ContactId
    case_id: CaseId
    code: str
    number: str


@pytest.fixture
async def report(place: Place, browser: httpx2.AsyncClient) -> Report:
    return await taken_over(place, browser, "on_behalf")


async def test_the_sender_is_not_told_that_there_is_a_case(browser: httpx2.AsyncClient) -> None:
    for reason, told in (("on_behalf", False), ("counselling", True)):
        accepted = (await submit(browser, {"text": TEXT, "reason": reason})).json()
        assert ("case_id" in accepted) is told
        assert accepted["receipt_code"]


async def test_the_reporter_reads_messages_and_answers_and_nothing_else(
    place: Place, browser: httpx2.AsyncClient, report: Report
) -> None:
    await answer(place.desk, report.contact_id, ANNA, ANSWER)
    await place.settle()
    page = await follow_page(browser, report)
    assert TEXT in page
    assert ANSWER in page
    assert "sagen wir nur ihm selbst" in page
    before = [word for word in NOT_SHOWN if word in page]
    assert before == []
    await close_case(place.desk, report.case_id, ANNA, CaseOutcome.RESOLVED)
    await place.settle()
    assert shape((await browser.get("/rueckmeldung")).text) == shape(page), "the end of a case changes nothing"
    await place.show_what_is_stored()


async def test_before_the_desk_has_taken_it_over_nothing_else_is_shown(browser: httpx2.AsyncClient) -> None:
    accepted = (await submit(browser, {"text": TEXT, "reason": "on_behalf"})).json()
    await browser.post("/rueckmeldung", data={"code": accepted["receipt_code"]})
    page = (await browser.get("/rueckmeldung")).text
    assert TEXT in page
    assert [word for word in NOT_SHOWN if word in page] == []


async def test_the_reporter_is_offered_no_reminders_and_a_wish_that_is_sent_nevertheless_is_not_kept(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, report: Report
) -> None:
    field = 'name="deadline_reminders"'
    assert field not in (await browser.get("/anliegen/andere")).text
    assert field in (await browser.get("/anliegen/selbst")).text
    assert field not in await follow_page(browser, report)
    form = {"channel": "mail", "address": "a@example.org", "deadline_reminders": "true"}
    sent = await browser.post("/rueckmeldung/kontakt", data=form | await on_follow_page(browser))
    assert sent.status_code == 303
    await place.settle()
    page = await follow_page(browser, report)
    assert "a@example.org" in page
    assert "Vor dem Ablauf einer Frist" not in page
    assert "Vor dem Ablauf einer Frist" not in await conversation(desk, report, ANNA)
    rows = [row for row in await place.published(report.case_id) if row["topic"] == "lotse.intake.safe-contact"]
    assert rows
    assert "deadline_reminders" not in str([row["body"] for row in rows])


async def test_a_consent_is_not_asked_for_and_the_desk_reads_why(
    place: Place, desk: httpx2.AsyncClient, report: Report
) -> None:
    await listed(place)
    with pytest.raises(Conflict) as refused:
        await ask_for_consent(place.desk, report.case_id, ANNA, PARTNER, PACKAGE)
    assert refused.value.sentence == CANNOT_CONSENT
    form = {"partner": PARTNER, "kind": "warm", "items": "account", "text_account": "Drohung."}
    path = f"/desk/cases/{report.case_id}/handovers"
    for answered in (
        await desk.get(f"{path}/new?partner={PARTNER}", headers=cookie_of(ANNA)),
        await desk.post(path, data=form, headers=cookie_of(ANNA)),
    ):
        assert answered.status_code == 409
        assert CANNOT_CONSENT in answered.text
    tab = (await desk.get(path, headers=cookie_of(ANNA))).text
    assert "Stelle vorschlagen" not in tab
    assert "kann nur dieser Mensch selbst einwilligen" in tab
    assert await place.count("handovers") == 0


@pytest.mark.parametrize("decision", ["given", "refused"])
async def test_a_question_of_an_earlier_release_is_not_shown_and_can_only_be_refused(
    place: Place, browser: httpx2.AsyncClient, report: Report, decision: str
) -> None:
    asked = await asked_earlier(place, browser)
    await change_reason(place, asked)
    await follow_page(browser, report)
    said = {"handover_id": asked.id, "decision": decision} | await on_follow_page(browser)
    assert (await browser.post("/rueckmeldung/einwilligung", data=said)).status_code == 404
    if decision == "given":
        with pytest.raises(Conflict, match="not-in-this-state"):
            await note_decision(place.desk, HandoverId(asked.id), ANNA, "given", ConsentHow.VOICE)
        assert await place.unit_of_work(CONSENTS.all) == []
    else:
        await note_decision(place.desk, HandoverId(asked.id), ANNA, "refused", ConsentHow.VOICE)
        assert [each.decision for each in await place.unit_of_work(CONSENTS.all)] == ["refused"]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("post", {"kind": "other", "received_on": "2026-09-20"}),
        ("hilfe", {"helped": "partly"}),
        ("stellen", {"asking": "never", "text": "Amt"}),
    ],
    ids=["letter", "feedback", "partner wish"],
)
async def test_what_only_the_affected_person_can_say_is_not_taken(
    place: Place, browser: httpx2.AsyncClient, report: Report, path: str, form: dict[str, str]
) -> None:
    page = await follow_page(browser, report)
    assert f'href="/rueckmeldung/{path}"' not in page
    assert (await browser.get(f"/rueckmeldung/{path}")).status_code == 409
    sent = await browser.post(f"/rueckmeldung/{path}", data=form | await on_follow_page(browser))
    assert sent.status_code == 409
    assert NOT_FOR_ANOTHER in sent.text
    await place.settle()
    assert await place.count("messages") == 1


async def test_the_own_rights_stay(browser: httpx2.AsyncClient, report: Report) -> None:
    await follow_page(browser, report)
    for path in ("auskunft", "loeschen"):
        assert (await browser.get(f"/rueckmeldung/{path}")).status_code == 200
        asked = await browser.post(f"/rueckmeldung/{path}", data=await on_follow_page(browser))
        assert asked.status_code == 303


async def test_of_an_emergency_the_reporter_is_told_nothing(
    place: Place, desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, report: Report
) -> None:
    path = f"/desk/contacts/{report.contact_id}/emergency"
    form = {"informed": "police", "text": "Ort gesagt.", "may_know": "ja"}
    assert (await desk.post(path, data=form, headers=cookie_of(ANNA))).status_code == 303
    await place.settle()
    assert "informiert" not in await follow_page(browser, report)
    found = await place.store["disclosures"].find_one({})
    assert found
    assert found["told_at"] is None
    told = await desk.post(f"/desk/emergencies/{found['_id']}/tell", headers=cookie_of(ANNA))
    assert told.status_code == 409
    assert await place.store["tasks"].count_documents({"kind": "tell"}) == 0


async def test_the_desk_says_who_is_writing(desk: httpx2.AsyncClient, report: Report) -> None:
    page = (await desk.get(f"/desk/cases/{report.case_id}", headers=cookie_of(ANNA))).text
    assert "Meldet sich für jemand anderen" in page
    assert "Meldende Person" in page
    assert "führt zur meldenden Person" in page


async def test_the_report_and_the_case_are_linked_for_the_desk_alone(
    place: Place, desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, report: Report
) -> None:
    affected = await taken_over(place, browser, "counselling")
    before = await follow_page(browser, affected), await follow_page(browser, report)
    linked = await link(desk, report, affected.number.lower())
    assert linked.headers["location"] == f"/desk/cases/{report.case_id}?erledigt=linked"
    assert affected.number in await conversation(desk, report, ANNA)
    assert report.number in await conversation(desk, affected, ANNA)
    await place.settle()
    after = await follow_page(browser, affected), await follow_page(browser, report)
    assert [shape(page) for page in after] == [shape(page) for page in before]
    await place.show_what_is_stored()
    assert not any("link" in each for each in await place.types())

    parted = await desk.post(f"/desk/contacts/{report.contact_id}/unlink", headers=cookie_of(ANNA))
    assert parted.status_code == 303
    assert report.number not in await conversation(desk, affected, ANNA)
    noted = [entry["what"] async for entry in place.store["audit"].find({"what": {"$ne": "file"}}).sort("_id", 1)]
    assert noted == ["linked", "linked", "unlinked"]


async def test_a_colleagues_report_is_not_shown_with_the_case(
    place: Place, desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, report: Report
) -> None:
    affected = await taken_over(place, browser, "counselling")
    await link(desk, report, affected.number)
    await given_to(place, affected, BERT)
    assert report.number not in await conversation(desk, affected, BERT)
    assert affected.number not in await conversation(desk, report, ANNA)


async def test_what_is_a_colleagues_or_never_was_is_one_answer_and_what_was_typed_stays(
    place: Place, desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, report: Report
) -> None:
    affected = await taken_over(place, browser, "counselling")
    await given_to(place, affected, BERT)
    for typed in (affected.number, "L-00000", "Unsinn"):
        refused = await link(desk, report, typed)
        assert refused.status_code == 422
        assert "gibt es keinen Fall, den Sie sehen können" in refused.text
        assert f'value="{typed}"' in refused.text
    assert (await link(desk, report, "")).status_code == 422
    assert (await link(desk, report, report.number)).status_code == 409


async def test_the_link_is_erased_with_the_case(
    place: Place, desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, report: Report
) -> None:
    affected = await taken_over(place, browser, "counselling")
    await link(desk, report, affected.number)
    await close_case(place.desk, affected.case_id, ANNA, CaseOutcome.RESOLVED)
    await erase_case(place.desk, SVEN, affected.case_id)
    kept = await place.unit_of_work(lambda tx: CONTACTS.get(tx, id=report.contact_id))
    assert kept.linked_case is None
    assert "Fall des betroffenen Menschen" in await conversation(desk, report, ANNA)


@laid_out
async def taken_over(place: Place, browser: httpx2.AsyncClient, reason: str) -> Report:
    accepted = (await submit(browser, {"text": TEXT, "reason": reason})).json()
    await place.settle()
    contact_id = ContactId(accepted["contact_id"])
    await take_over(place.desk, contact_id, ANNA)
    await place.settle()
    contact = await place.store["contacts"].find_one({"_id": contact_id})
    assert contact
    case = await place.store["cases"].find_one({"_id": contact["case_id"]})
    assert case
    return Report(contact_id, CaseId(case["_id"]), accepted["receipt_code"], case["number"])


async def given_to(place: Place, of: Report, to: Staff) -> None:
    await place.store["contacts"].update_one({"_id": of.contact_id}, {"$set": {"counsellor": to.sub}})


async def listed(place: Place) -> None:
    await place.unit_of_work(lambda tx: list_partner(tx, PARTNER, "Opferhilfe (Demo)", "victim_support"))


async def asked_earlier(place: Place, browser: httpx2.AsyncClient) -> Handover:
    other = await taken_over(place, browser, "counselling")
    await listed(place)
    await ask_for_consent(place.desk, other.case_id, ANNA, PARTNER, PACKAGE)
    return await place.unit_of_work(lambda tx: HANDOVERS.get(tx, case_id=other.case_id))


async def change_reason(place: Place, asked: Handover) -> None:
    await place.store["contacts"].update_one({"case_id": asked.case_id}, {"$set": {"reason": "on_behalf"}})


async def follow_page(browser: httpx2.AsyncClient, of: Report) -> str:
    await browser.post("/rueckmeldung", data={"code": of.code})
    return (await browser.get("/rueckmeldung")).text


def shape(page: str) -> list[str]:
    """Without what is new on each page as it is shown."""
    return [line for line in page.splitlines() if 'name="attempt"' not in line and 'name="thread"' not in line]


async def link(desk: httpx2.AsyncClient, report: Report, number: str) -> httpx2.Response:
    form = {"number": number}
    return await desk.post(f"/desk/contacts/{report.contact_id}/link", data=form, headers=cookie_of(ANNA))


async def conversation(desk: httpx2.AsyncClient, of: Report, me: Staff) -> str:
    """Below the head, which has the own number."""
    page = await desk.get(f"/desk/cases/{of.case_id}", headers=cookie_of(me))
    assert page.status_code == 200
    return page.text.partition("Nachrichten</h2>")[2]
