"""A town hall asks for advice before anything happened: it is referred with its consent, and is no case."""

import asyncio
import json
import re
from typing import Any

import httpx2
import pytest

from services.intake.domain.addition import FOR_PREVENTION
from services.intake.domain.consent import Choice
from services.intake.domain.ids import CaseId, ContactId, HandoverId
from services.intake.domain.prevention import NOTHING_OF_AN_ACT
from services.intake.handlers.desk.ask_for_addition import ask_for_addition
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.make_case import make_case
from services.intake.handlers.desk.note_decision import note_addition_decision, note_decision
from services.intake.handlers.services.fetch import fetch_package, fetch_standing
from shared.audit import Actor
from shared.clock import berlin_day, now
from shared.contracts.vocabulary import CaseOutcome, ConsentHow, ConsentItem
from shared.day import months_after
from shared.errors import Invalid, NotFound
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, fill_in
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_desk_pages import PARTNER, anna, first_in_queue, form
from tests.service.intake.test_tasks import consume, declined, kinds, overdue, sent

__all__ = ["anna"]

pytestmark = pytest.mark.engines

ANNA, BERT, SVEN = a_counsellor("anna"), a_counsellor("bert"), a_counsellor("sven", "supervisor")
REFERRAL = Actor("referral", "service")
OF_AN_ACT = re.compile('href="[^"]*/cases/[^"]*/(proceedings|deadlines|offence-guide|letters/evidence)"')
CALL = "Das Büro der Bürgermeisterin bittet um eine Sicherheitsberatung für das Rathaus."
WANTED = "Sicherheitsberatung für das Rathaus, gern im Januar."
BEGUN = {"needs": ["police_security", "training"], "land": "SN", "target_group": "office", "nothing_happened": "true"}
ASKED = {
    "partner": PARTNER,
    "kind": "warm",
    "items": ["name", "contact", "account"],
    "text_name": "Büro der Bürgermeisterin",
    "text_contact": "Telefon 0000 12345, vormittags",
    "text_account": WANTED,
}


async def called(anna: httpx2.AsyncClient, **changed: Any) -> str:
    """The contact's id: somebody rang, and Anna wrote it down."""
    blank = await anna.get("/desk/contacts/new")
    attempt = re.search(r'name="attempt" value="([^"]+)"', blank.text)
    assert attempt
    said = {"text": CALL, "reason": "prevention", "land": "SN", "attempt": attempt[1], **changed}
    page = await anna.post("/desk/contacts", data=said)
    found = re.search(r"/desk/contacts/([0-9a-f-]{36})", page.text)
    assert found, page.text
    return found[1]


async def referred(anna: httpx2.AsyncClient) -> str:
    """Its file's id, which is the contact's."""
    contact_id = await called(anna)
    begun = await anna.post(f"/desk/contacts/{contact_id}/prevention", data=BEGUN)
    assert begun.status_code == 200, begun.text
    return contact_id


def opened(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [json.loads(row["body"])["data"] for row in rows if row["type"] == "lotse.intake.case.opened.v1"]


def consented(rows: list[dict[str, Any]]) -> list[str]:
    """For what each consent was given."""
    return [json.loads(row["body"])["data"]["purpose"] for row in rows if row["type"].endswith("consent.given.v1")]


async def test_from_the_first_call_to_what_the_partner_fetches(place: Place, anna: httpx2.AsyncClient) -> None:
    contact_id = await called(anna)
    page = (await anna.get(f"/desk/contacts/{contact_id}")).text
    assert f'href="/desk/contacts/{contact_id}/prevention"' in page
    blank = await anna.get(f"/desk/contacts/{contact_id}/prevention")
    begun = await anna.post(form(blank, "/prevention"), data=BEGUN)
    assert begun.url.path == f"/desk/cases/{contact_id}/handovers"
    for words in ("Kein Fall", "Hier geht es um Vorbeugung: Von einer Tat ist nichts erzählt.", "Stelle vorschlagen"):
        assert words in begun.text
    assert "<title>Fall" not in begun.text

    (told,) = opened(await place.published(contact_id))
    assert (told["purpose"], told["threat_kinds"], told["needs"]) == ("prevention", [], BEGUN["needs"])
    assigned = json.loads((await place.published(contact_id))[-1]["body"])["data"]
    assert (assigned["case_id"], assigned["reason"]) == (contact_id, "prevention")

    blank = await anna.get(f"/desk/cases/{contact_id}/handovers/new?partner={PARTNER}")
    assert all(
        each not in blank.text for each in ('value="evidence"', 'value="proceeding"', 'value="protection_needs"')
    )
    asked = await anna.post(form(blank, "/handovers"), data={**ASKED, "tells_no_act": "true"})
    assert "Wartet auf Einwilligung" in asked.text
    decided = {"case_id": contact_id, "decision": "given", "how": "voice", "items": ASKED["items"]}
    given = await anna.post(form(asked, "/decisions"), data=decided)
    assert re.search(r"eingewilligt am [^<]+, mündlich, gehört von ", given.text), "who heard it, and when"

    assert consented(await place.published(contact_id)) == ["prevention"]
    (handover,) = await place.store["handovers"].find({}).to_list(None)
    package = await fetch_package(place.desk, REFERRAL, HandoverId(handover["_id"]))
    assert package["items"] == {each: ASKED[f"text_{each}"] for each in ASKED["items"]}
    said = json.dumps([row["body"].decode() for row in await place.published()], ensure_ascii=False)
    assert all(each not in said for each in (WANTED, "Bürgermeisterin", "0000 12345")), "never on the bus"


async def test_no_page_of_it_leads_to_proceedings_or_deadlines(place: Place, anna: httpx2.AsyncClient) -> None:
    """Nothing happened: neither with all services there, nor while one is away."""
    contact_id = await referred(anna)
    texts = {ConsentItem.ACCOUNT: WANTED}
    handover = await ask_for_consent(place.desk, CaseId(contact_id), ANNA, PARTNER, texts, tells_no_act=True)
    await note_decision(place.desk, handover, ANNA, "given", ConsentHow.VOICE, items=(ConsentItem.ACCOUNT,))
    file = f"/desk/cases/{contact_id}"
    tabs = [file, f"{file}/assessment", f"{file}/handovers", f"{file}/record"]
    forms = [f"{file}/handovers/new?partner={PARTNER}", f"/desk/handovers/{handover}/additions/new"]
    away = [f"/referral/cases/{contact_id}/proposals", f"/notification/cases/{contact_id}/notices"]
    for page in [*tabs, *forms, *away]:
        shown = (await anna.get(page)).text
        assert f'href="/notification/cases/{contact_id}/letters"' in shown, page
        assert 'aria-label="Anliegen"' in shown, page
        assert not OF_AN_ACT.search(shown), page
    assert not OF_AN_ACT.search((await anna.get(f"/desk/contacts/{contact_id}/own-data")).text)
    behind = [f"/referral/cases/{contact_id}/proceedings", f"/notification/cases/{contact_id}/deadlines"]
    assert [(await anna.get(each)).status_code for each in behind] == [404, 404]


async def test_the_person_reads_the_question_on_her_page_and_withdraws_what_she_agreed_to(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    code = await fill_in(browser, text=CALL, reason="prevention")
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    contact_id = page.url.path.rpartition("/")[2]
    await anna.post(f"/desk/contacts/{contact_id}/prevention", data=BEGUN)
    texts = {ConsentItem.ACCOUNT: WANTED}
    handover = await ask_for_consent(place.desk, CaseId(contact_id), ANNA, PARTNER, texts, tells_no_act=True)
    await place.settle()
    await browser.post("/rueckmeldung", data={"code": code})
    shown = (await browser.get("/rueckmeldung")).text
    assert WANTED in shown
    assert "Fall" not in re.sub(r"<[^>]+>", " ", shown).replace("Falls", "")
    await note_decision(place.desk, handover, ANNA, "given", ConsentHow.VOICE, items=(ConsentItem.ACCOUNT,))
    await note_decision(place.desk, handover, ANNA, "withdrawn", ConsentHow.VOICE)
    assert (await fetch_standing(place.desk, handover))["standing"] == "withdrawn"


async def test_all_that_is_wrong_is_said_at_once_and_what_was_typed_stays(
    place: Place, anna: httpx2.AsyncClient
) -> None:
    contact_id = await called(anna)
    refused = await anna.post(f"/desk/contacts/{contact_id}/prevention", data={"land": "nowhere"})
    assert refused.status_code == 422
    assert refused.text.count("kern-fieldset--error") == 2
    assert "nowhere" not in refused.text
    for need in ("prosecution", "evidence"):
        answer = await anna.post(f"/desk/contacts/{contact_id}/prevention", data={**BEGUN, "needs": [need]})
        assert answer.status_code == 422
    assert await place.count("cases") == 0

    await anna.post(f"/desk/contacts/{contact_id}/prevention", data=BEGUN)
    path = f"/desk/cases/{contact_id}/handovers"
    unconfirmed = await anna.post(path, data={**ASKED, "text_contact": ""})
    assert unconfirmed.status_code == 422
    assert NOTHING_OF_AN_ACT in unconfirmed.text
    assert "Bitte schreiben Sie, was die Stelle dazu lesen soll." in unconfirmed.text
    assert WANTED in unconfirmed.text
    assert await place.count("handovers") == 0


async def test_no_act_no_evidence_and_no_danger_is_kept_there(place: Place, anna: httpx2.AsyncClient) -> None:
    case_id = CaseId(await referred(anna))
    page = (await anna.get(f"/desk/cases/{case_id}/assessment")).text
    assert 'name="threat_kinds"' not in page
    assert "Welche Taten" not in page
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    for told in ({"threat_kinds": ["threat"]}, {"reported_to_police": "yes"}, {"urgency": "immediate"}):
        triage = {"seen": seen[1], "land": "SN", "urgency": "routine", **told}
        assert (await anna.post(f"/desk/cases/{case_id}/triage", data=triage)).status_code == 409
    incident = {"first": "2026-09-20", "way": "phone", "text": "Ein Anruf."}
    assert (await anna.post(f"/desk/contacts/{case_id}/incidents", data=incident)).status_code == 409
    texts = {ConsentItem.EVIDENCE: "Ein Bild."}
    with pytest.raises(Invalid):
        await ask_for_consent(place.desk, case_id, ANNA, PARTNER, texts, tells_no_act=True)


async def test_where_an_incident_is_written_down_it_is_a_case(place: Place, anna: httpx2.AsyncClient) -> None:
    contact_id = await called(anna)
    incident = {"first": "2026-09-20", "way": "phone", "text": "Ein Anruf."}
    assert (await anna.post(f"/desk/contacts/{contact_id}/incidents", data=incident)).status_code == 200
    assert f"/desk/contacts/{contact_id}/prevention" not in (await anna.get(f"/desk/contacts/{contact_id}")).text
    refused = await anna.post(f"/desk/contacts/{contact_id}/prevention", data=BEGUN)
    assert (refused.status_code, "Hier steht ein Vorfall in der Akte." in refused.text) == (409, True)
    assert await place.count("cases") == 0


async def test_begun_four_times_at_once_it_is_one(place: Place, anna: httpx2.AsyncClient) -> None:
    contact_id = await called(anna)
    blank = await anna.get(f"/desk/contacts/{contact_id}/prevention")
    attempt = re.search(r'/prevention">\s*<input type="hidden" name="attempt" value="([^"]+)"', blank.text)
    assert attempt
    sent = {**BEGUN, "attempt": attempt[1]}
    path = f"/desk/contacts/{contact_id}/prevention"
    pages = await asyncio.gather(*(anna.post(path, data=sent) for _ in range(3)))
    pages += [await anna.post(path, data=sent), await anna.post(path, data=BEGUN)]
    assert {(each.status_code, each.url.path) for each in pages} == {(200, f"/desk/cases/{contact_id}/handovers")}
    assert await place.count("cases") == 1
    assert len(opened(await place.published(contact_id))) == 1
    assert (await anna.get(path)).url.path == f"/desk/cases/{contact_id}/handovers"


async def test_a_colleague_neither_sees_nor_begins_it(
    place: Place, anna: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id = await called(anna)
    path = f"/desk/contacts/{contact_id}/prevention"
    bert = cookie_of(BERT)
    assert (await desk.get(path, headers=bert)).status_code == 404
    assert (await desk.post(path, data=BEGUN, headers=bert)).status_code == 404
    assert await place.count("cases") == 0


@pytest.mark.parametrize("reason", ["counselling", "on_behalf", "press"])
async def test_what_came_for_another_reason_is_not_referred_so(
    place: Place, anna: httpx2.AsyncClient, reason: str
) -> None:
    contact_id = await called(anna, reason=reason)
    cases = await place.count("cases")
    refused = await anna.post(f"/desk/contacts/{contact_id}/prevention", data=BEGUN)
    assert refused.status_code in (404, 409)
    assert await place.count("cases") == cases


async def test_a_partner_that_is_silent_or_declines_is_a_task_and_the_person_reads_it(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    code = await fill_in(browser, text=CALL, reason="prevention")
    page = await anna.post(form(await first_in_queue(anna), "/take-over"))
    case_id = CaseId(page.url.path.rpartition("/")[2])
    await anna.post(f"/desk/contacts/{case_id}/prevention", data=BEGUN)
    texts = {ConsentItem.ACCOUNT: WANTED}
    asked = await ask_for_consent(place.desk, case_id, ANNA, PARTNER, texts, tells_no_act=True)
    await note_decision(place.desk, asked, ANNA, "given", ConsentHow.VOICE, items=(*texts,))
    steps = [each(case_id, asked).model_copy(update={"partner_id": PARTNER}) for each in (sent, overdue, declined)]
    for step, task in zip(steps, ([], ["overdue"], ["declined"]), strict=True):
        await consume(place, step)
        assert [each for each in await kinds(place, case_id) if each != "first_answer"] == task
    todo = (await anna.get("/desk/tasks")).text
    assert f"/referral/cases/{case_id}/proposals" in todo
    await place.settle()
    await browser.post("/rueckmeldung", data={"code": code})
    assert "Opferhilfe (Demo) kann nicht helfen" in (await browser.get("/rueckmeldung")).text


async def test_told_of_an_act_it_becomes_a_case_with_its_number_and_its_referrals(
    place: Place, anna: httpx2.AsyncClient
) -> None:
    case_id = CaseId(await referred(anna))
    texts = {ConsentItem.ACCOUNT: WANTED}
    handover = await ask_for_consent(place.desk, case_id, ANNA, PARTNER, texts, tells_no_act=True)
    page = await anna.get(f"/desk/cases/{case_id}/handovers")
    await anna.post(form(page, "/case"))
    before, after = opened(await place.published(case_id))
    assert (before["purpose"], "purpose" in after) == ("prevention", False)
    assert before["number"] == after["number"]
    page = await anna.get(f"/desk/cases/{case_id}/handovers")
    assert ("Kein Fall" in page.text, "Wartet auf Einwilligung" in page.text) == (False, True)
    await note_decision(place.desk, handover, ANNA, "given", ConsentHow.WRITING, items=(*texts,))
    assert (await fetch_package(place.desk, REFERRAL, handover))["items"] == {"account": WANTED}
    assert consented(await place.published(case_id)) == ["counselling"]
    blank = await anna.get(f"/desk/cases/{case_id}/handovers/new?partner={PARTNER}")
    assert 'value="evidence"' in blank.text
    assessment = (await anna.get(f"/desk/cases/{case_id}/assessment")).text
    assert ("Passende Stellen ansehen" in assessment, "Die Person selbst nannte es" in assessment) == (False, False)
    assert (await place.types(case_id)).count("case.opened") == 2


async def test_a_partner_that_was_asked_before_it_was_a_case_is_told_no_more(
    place: Place, anna: httpx2.AsyncClient
) -> None:
    case_id = CaseId(await referred(anna))
    texts = {ConsentItem.ACCOUNT: WANTED}
    handover = await ask_for_consent(place.desk, case_id, ANNA, PARTNER, texts, tells_no_act=True)
    await note_decision(place.desk, handover, ANNA, "given", ConsentHow.VOICE, items=(*texts,))
    added = await ask_for_addition(place.desk, handover, ANNA, {ConsentItem.OFFICE: "Rathaus"}, tells_no_act=True)
    yes = Choice("given", (ConsentItem.OFFICE,))
    await note_addition_decision(place.desk, added, ANNA, yes, ConsentHow.VOICE)
    page = await anna.get(f"/desk/cases/{case_id}/handovers")
    assert f"/desk/handovers/{handover}/additions/new" in page.text

    page = await anna.post(form(page, "/case"))
    page = await anna.get(f"/desk/cases/{case_id}/handovers")
    assert f"/desk/handovers/{handover}/additions/new" not in page.text
    told = {"items": ["account"], "text_account": "Gestern wurde sie bedroht."}
    refused = await anna.post(f"/desk/handovers/{handover}/additions", data=told)
    assert (refused.status_code, FOR_PREVENTION in refused.text) == (409, True)
    assert "Gestern wurde sie bedroht.</textarea>" in refused.text
    assert await place.count("additions") == 1
    assert "Die Stelle kann sie nicht mehr lesen." not in page.text


async def test_made_a_case_again_and_again_it_is_opened_once_more(place: Place, anna: httpx2.AsyncClient) -> None:
    contact_id = ContactId(await referred(anna))
    await asyncio.gather(*(make_case(place.desk, contact_id, ANNA, act_id="one-act") for _ in range(3)))
    assert (await place.types(contact_id)).count("case.opened") == 2


async def test_erased_it_is_gone_also_while_the_partner_reads(place: Place, anna: httpx2.AsyncClient) -> None:
    case_id = CaseId(await referred(anna))
    texts = {ConsentItem.ACCOUNT: WANTED}
    handover = await ask_for_consent(place.desk, case_id, ANNA, PARTNER, texts, tells_no_act=True)
    await note_decision(place.desk, handover, ANNA, "refused", ConsentHow.VOICE)
    closed = await anna.get(f"/desk/cases/{case_id}/record")
    assert "Anliegen abschließen" in closed.text
    await close_case(place.desk, case_id, ANNA, CaseOutcome.REFERRED_ON)
    period = await place.store["retention_periods"].find_one({"thread": case_id})
    assert period
    ends = months_after(berlin_day(now()), place.desk.periods.contact)
    assert period["ends_on"] == ends.isoformat(), "as long as a contact, not as a case"
    await erase_case(place.desk, SVEN, case_id)
    with pytest.raises(NotFound):
        await fetch_standing(place.desk, handover)
    assert sorted(await place.types()) == ["case.erased", "contact.erased"]
    for collection in ("contacts", "cases", "messages", "handovers", "consents", "tasks"):
        assert await place.count(collection) == 0
