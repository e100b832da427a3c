"""A closed case or contact is opened again, and a contact becomes a case."""

import json
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId, PartnerId
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.erase import erase_case, erase_contact
from services.intake.handlers.desk.make_case import make_case
from services.intake.handlers.desk.read_file import file_of_case, file_of_contact
from services.intake.handlers.desk.reopen import reopen
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.partner_directory import list_partner
from shared.audit import Actor
from shared.contracts.vocabulary import CaseOutcome, ConsentItem
from shared.errors import Conflict, NotFound
from tests.harness.services.closing import close_case, close_contact
from tests.harness.services.intake import Place, a_counsellor, submit

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
NOTIFICATION = Actor("notification", "service")
MAIL = {"channel": "mail", "address": "person@example.org", "times": "abends"}


async def accepted(browser: httpx2.AsyncClient, **more: object) -> tuple[ContactId, CaseId, str]:
    answer = (await submit(browser, {"text": "Mir wurde gedroht.", **more})).json()
    return ContactId(answer["contact_id"]), CaseId(answer.get("case_id", "")), answer["receipt_code"]


async def test_a_closed_case_is_opened_again_and_closed_again(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id, case_id, code = await accepted(browser)
    await take_over(place.desk, contact_id, ANNA)
    with pytest.raises(Conflict, match="not-in-this-state"):
        await reopen(place.desk, contact_id, ANNA)
    await close_case(place.desk, case_id, ANNA, CaseOutcome.RESOLVED)
    with pytest.raises(NotFound):
        await reopen(place.desk, contact_id, BERT)

    await reopen(place.desk, contact_id, ANNA)
    file = await file_of_case(place.desk, ANNA, case_id)
    assert file.case
    assert (file.case.state, file.case.outcome, file.contact.state) == ("open", None, "assigned")
    assert (await place.types(case_id))[-1] == "case.reopened"
    assert (await place.types(contact_id))[-2:] == ["contact.closed", "contact.assigned"]
    await browser.post("/rueckmeldung", data={"code": code})
    assert "Ihr Anliegen ist wieder offen." in (await browser.get("/rueckmeldung")).text
    await close_case(place.desk, case_id, ANNA, CaseOutcome.REFERRED_ON)
    assert (await place.types(case_id))[-1] == "case.closed"


async def test_what_lapsed_with_its_case_is_published_and_may_be_asked_again(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    contact_id, case_id, _ = await accepted(browser)
    await take_over(place.desk, contact_id, ANNA)
    partner = PartnerId(str(uuid4()))
    await place.unit_of_work(lambda tx: list_partner(tx, partner, "Stelle", "legal"))
    texts = {ConsentItem.ACCOUNT: "Drohung."}
    await ask_for_consent(place.desk, case_id, ANNA, partner, texts)
    await close_case(place.desk, case_id, ANNA, CaseOutcome.RESOLVED)
    await reopen(place.desk, contact_id, ANNA)
    await ask_for_consent(place.desk, case_id, ANNA, partner, texts)

    consents = [each for each in await place.types(case_id) if each.startswith("consent")]
    assert consents == ["consent.asked", "consent.lapsed", "consent.asked"]


async def test_a_contact_without_a_case_is_opened_again(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id, _, _ = await accepted(browser, reason="prevention")
    await take_over(place.desk, contact_id, ANNA)
    await close_contact(place.desk, contact_id, ANNA)
    await reopen(place.desk, contact_id, ANNA)
    assert (await file_of_contact(place.desk, ANNA, contact_id)).contact.state == "assigned"


async def test_a_contact_becomes_a_case_and_keeps_its_messages_and_its_code(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    contact_id, _, code = await accepted(browser, reason="information", land="SN", safe_contact=MAIL)
    with pytest.raises(Conflict, match="not-in-this-state"):
        await make_case(place.desk, contact_id, ANNA)
    await take_over(place.desk, contact_id, ANNA)
    await answer(place.desk, contact_id, ANNA, "Was ist geschehen?")
    await make_case(place.desk, contact_id, ANNA)

    file = await file_of_case(place.desk, ANNA, CaseId(contact_id))
    assert file.case
    assert (file.case.situation.land, file.contact.reason, len(file.content.messages)) == ("SN", "counselling", 2)
    assert file.content.safe_contact
    opened = next(row for row in await place.published(contact_id) if row["type"] == "lotse.intake.case.opened.v1")
    assert json.loads(opened["body"])["sequence"] == "0000000001"
    assigned = json.loads((await place.published(contact_id))[-1]["body"])["data"]
    assert (assigned["case_id"], assigned["reason"]) == (contact_id, "counselling")
    await browser.post("/rueckmeldung", data={"code": code})
    assert "Was ist geschehen?" in (await browser.get("/rueckmeldung")).text
    with pytest.raises(Conflict, match="not-in-this-state"):
        await make_case(place.desk, contact_id, ANNA)


async def test_a_case_made_of_a_contact_is_erased_whole(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id, _, _ = await accepted(browser, reason="information", safe_contact=MAIL)
    await take_over(place.desk, contact_id, ANNA)
    await make_case(place.desk, contact_id, ANNA)
    await close_case(place.desk, CaseId(contact_id), ANNA, CaseOutcome.RESOLVED)
    room = place.desk
    with pytest.raises(NotFound):
        await erase_contact(room, ANNA, contact_id)
    await erase_case(room, ANNA, CaseId(contact_id))
    assert sorted(await place.types()) == ["case.erased", "contact.erased"]
    for collection in ("contacts", "cases", "messages", "safe_contacts", "taken", "progress"):
        assert await place.count(collection) == 0
    assert await place.face["threads"].count_documents({}) == 0
