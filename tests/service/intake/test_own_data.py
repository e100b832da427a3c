"""The desk gives a person what it holds of her, on paper or as a file; who only knows name and mail gets nothing."""

import json

import httpx2
import pytest

from services.intake.domain.ids import ContactId
from services.intake.domain.note import Direction, NoteKind
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.write_note import Written, write_note
from shared.clock import now
from tests.harness.services.intake import Place, a_counsellor, on_follow_page, submit
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_erasure import ANNA, SVEN, a_closed_case

pytestmark = pytest.mark.engines

BERT = a_counsellor("bert")


def address(contact_id: str) -> str:
    return f"/desk/contacts/{contact_id}/own-data"


async def notes(place: Place) -> list[tuple[str, str, str]]:
    found = place.store["audit"].find({"what": "own-data"})
    return [(each["by"], each["case"], each["reason"]) async for each in found]


async def test_it_says_all_that_is_hers_on_paper_and_to_a_machine(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id, case_id, code = await a_closed_case(place, browser)
    before = await place.count("retention_periods"), len(await place.published())
    form = {"check": "with_code"}
    page = await desk.post(address(contact_id), data=form | {"written_as": "page"}, headers=cookie_of(ANNA))
    file = await desk.post(address(contact_id), data=form | {"written_as": "json"}, headers=cookie_of(ANNA))
    assert (page.status_code, file.status_code) == (200, 200)
    for hers in (
        "canary-text",
        "canary-answer",
        "canary-account",
        "canary-call",
        "canary-reference",
        "canary@example.org",
    ):
        assert hers in page.text
        assert hers in file.text
    assert "canary-thought" not in page.text + file.text
    for secret in (code, "anna", "sven", case_id, contact_id):
        assert secret not in file.text.lower()
    said = json.loads(file.text)
    assert len(said["data"]["internal_notes"]) == 1
    assert [each["by"] for each in said["data"]["messages"]] == ["person", "contact_point"]
    assert said["data"]["handed_over"][0]["decisions"][0]["decision"] == "refused"
    assert file.headers["content-disposition"] == 'attachment; filename="auskunft.json"'
    assert page.headers["cache-control"] == file.headers["cache-control"] == "no-store"
    assert await notes(place) == [("anna", case_id, "with_code")] * 2
    assert (await place.count("retention_periods"), len(await place.published())) == before, "kept nowhere"


async def test_a_wish_on_a_form_of_its_own_is_put_into_words(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    accepted = (await submit(browser, {"text": "canary-text"})).json()
    await browser.post("/rueckmeldung", data={"code": accepted["receipt_code"]})
    await browser.post("/rueckmeldung/auskunft", data={"text": "canary-wish"} | await on_follow_page(browser))
    await place.settle()
    await take_over(place.desk, ContactId(accepted["contact_id"]), ANNA)
    page = await desk.post(address(accepted["contact_id"]), data={"check": "with_code"}, headers=cookie_of(ANNA))
    assert "Sie haben verlangt zu sehen" in page.text
    assert "canary-wish" in page.text


async def test_it_is_promised_where_the_answer_stands_and_not_that_the_copy_stands_there(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id, case_id, code = await a_closed_case(place, browser)
    await browser.post("/rueckmeldung", data={"code": code})
    form = (await browser.get("/rueckmeldung/auskunft")).text
    assert "unter „Nachrichten“, spätestens nach einem Monat" in form
    assert "Die Auskunft selbst ist ein Ausdruck oder eine Datei und steht nicht auf Ihrer Seite." in form
    check = (await desk.get(address(contact_id), headers=cookie_of(ANNA))).text
    assert f'href="/desk/cases/{case_id}">im Gespräch</a>' in check, "whoever makes it is told what was promised"


async def test_who_only_knows_name_and_mail_is_no_reason(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id, _, _ = await a_closed_case(place, browser)
    asked = (await desk.get(address(contact_id), headers=cookie_of(ANNA))).text
    assert "Name, Mailadresse und Einzelheiten kennt auch, wer droht" in asked
    for check in ({}, {"check": "knows_the_name"}):
        refused = await desk.post(address(contact_id), data=check, headers=cookie_of(ANNA))
        assert refused.status_code == 422
        assert "canary" not in refused.text
    assert await notes(place) == []


async def test_a_way_that_nobody_stated_was_not_used_to_check(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    accepted = (await submit(browser, {"text": "canary-text"})).json()
    await place.settle()
    await take_over(place.desk, ContactId(accepted["contact_id"]), ANNA)
    form = {"check": "over_safe_contact"}
    refused = await desk.post(address(accepted["contact_id"]), data=form, headers=cookie_of(ANNA))
    assert (refused.status_code, "canary" in refused.text) == (409, False)
    assert await notes(place) == []


async def test_only_who_is_responsible_or_supervises_gives_it(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id, case_id, _ = await a_closed_case(place, browser)
    form = {"check": "in_person"}
    assert (await desk.post(address(contact_id), data=form, headers=cookie_of(BERT))).status_code == 404
    why = await desk.post(address(contact_id), data=form, headers=cookie_of(SVEN))
    assert "/desk/begruendung/" in why.headers["location"]
    opened = cookie_of(SVEN.opening(case_id, now(), "quality"))
    assert (await desk.post(address(contact_id), data=form, headers=opened)).status_code == 200
    assert await notes(place) == [("sven", case_id, "in_person")]


async def test_who_reports_for_another_is_given_the_own_words_only(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    accepted = (await submit(browser, {"text": "canary-text", "reason": "on_behalf"})).json()
    await place.settle()
    await take_over(place.desk, ContactId(accepted["contact_id"]), ANNA)
    of_a_call = Written(NoteKind.CALL, Direction.FROM_PERSON, "canary-call")
    await write_note(place.desk, ContactId(accepted["contact_id"]), ANNA, of_a_call)
    form = {"check": "with_code", "written_as": "json"}
    file = await desk.post(address(accepted["contact_id"]), data=form, headers=cookie_of(ANNA))
    assert "canary-text" in file.text
    assert "canary-call" not in file.text
    assert json.loads(file.text)["data"]["situation"] is None
    page = await desk.post(address(accepted["contact_id"]), data={"check": "with_code"}, headers=cookie_of(ANNA))
    assert "Sie haben sich für jemand anderen gemeldet" in page.text
