"""A person comes back with the code, reads, and decides what is passed on."""

import json
from collections.abc import Sequence
from typing import Any

import httpx2
import pytest
from bs4 import BeautifulSoup

from services.intake.domain.ids import CaseId, ContactId, HandoverId, PartnerId
from services.intake.domain.partner import PartnerDescription
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.read_file import file_of_case
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.fetch import fetch_package
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.state_texts.partner import HOW_IT_BEGINS
from shared.audit import Actor
from shared.bus import Transaction
from shared.contracts.vocabulary import CaseOutcome, ConsentItem, ReferralKind
from shared.errors import Conflict, Gone, LotseError
from shared.sealing import receipt
from tests.harness.services.closing import close_case, close_contact
from tests.harness.services.intake import Place, a_counsellor, fill_in, let_in, on_follow_page, queue_of
from tests.harness.services.laid_out import laid_out

pytestmark = pytest.mark.engines

TEXT = "Ich habe die Verleumdungen vor Monaten angezeigt und nichts ist passiert."
ANNA = a_counsellor("anna")
REFERRAL = Actor("referral", "service")
PARTNER = PartnerId("6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f10")
DESCRIPTION = PartnerDescription(does="Berät zum Strafantrag.", does_not="Vertritt nicht vor Gericht.")
PACKAGE = {ConsentItem.ACCOUNT: "Seit März erscheinen falsche Behauptungen.", ConsentItem.CONTACT: "Nur über uns."}


async def test_the_code_shows_what_was_written(browser: httpx2.AsyncClient) -> None:
    await enter(browser, await fill_in(browser, text=TEXT))

    page = await browser.get("/rueckmeldung")
    assert TEXT in page.text
    assert "Ihr Anliegen ist angekommen." in page.text


async def test_a_mistyped_code_is_told_and_an_unknown_one_is_not_found(browser: httpx2.AsyncClient) -> None:
    code = await fill_in(browser, text=TEXT)
    mistyped = code[:-1] + ("0" if code[-1] != "0" else "1")

    assert (await browser.post("/rueckmeldung", data={"code": mistyped})).status_code == 422
    unknown = await browser.post("/rueckmeldung", data={"code": receipt.random_code()})
    assert unknown.status_code == 404
    assert "set-cookie" not in unknown.headers


async def test_wrong_codes_lock_nobody_out(browser: httpx2.AsyncClient) -> None:
    code = await fill_in(browser, text=TEXT)
    for _ in range(30):
        assert (await browser.post("/rueckmeldung", data={"code": receipt.random_code()})).status_code == 404

    assert (await browser.post("/rueckmeldung", data={"code": code})).status_code == 303


async def test_an_erased_thread_answers_like_an_unknown_one(place: Place, browser: httpx2.AsyncClient) -> None:
    code = await fill_in(browser, text=TEXT)
    await place.face["threads"].delete_many({})

    erased = await browser.post("/rueckmeldung", data={"code": code})
    unknown = await browser.post("/rueckmeldung", data={"code": receipt.random_code()})
    assert (erased.status_code, erased.text) == (unknown.status_code, unknown.text)


async def test_the_desk_and_the_person_write_to_each_other(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser, TEXT)
    (waiting,) = await queue_of(place, ANNA)
    assert waiting.unread
    await take_over(place.desk, waiting.contact.id, ANNA)

    await answer(place.desk, waiting.contact.id, ANNA, "Danke, wir kümmern uns.")
    assert "Danke, wir kümmern uns." in (await browser.get("/rueckmeldung")).text
    assert not (await queue_of(place, ANNA))[0].unread

    await browser.post("/rueckmeldung/nachricht", data={"text": "Vielen Dank!"} | await on_follow_page(browser))
    assert (await queue_of(place, ANNA))[0].unread
    assert waiting.case
    shown = await file_of_case(place.desk, ANNA, waiting.case.id)
    assert [spoken.text for spoken in shown.content.messages] == [TEXT, "Danke, wir kümmern uns.", "Vielen Dank!"]
    assert (await place.types(waiting.case.id))[-1] == "case.answered"


async def test_a_prevention_enquiry_is_answered_with_an_article(place: Place, browser: httpx2.AsyncClient) -> None:
    await enter(browser, await fill_in(browser, text="Wie beuge ich vor?", reason="prevention"))
    (waiting,) = await queue_of(place, ANNA)
    await take_over(place.desk, waiting.contact.id, ANNA)
    await answer(place.desk, waiting.contact.id, ANNA, "Lesen Sie gern /wissen/vorbeugen.")
    await close_contact(place.desk, waiting.contact.id, ANNA)

    page = await browser.get("/rueckmeldung")
    assert '<a href="/wissen/vorbeugen">' in page.text
    assert "Ihr Anliegen ist abgeschlossen." in page.text
    assert await place.types() == ["contact.recorded", "contact.assigned", "contact.answered", "contact.closed"]


async def test_consent_opens_the_package_and_its_withdrawal_closes_it(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    await let_in(browser, TEXT)
    case_id, handover_id = await asked(place)
    with pytest.raises(Conflict):
        await fetch_package(place.desk, REFERRAL, handover_id)

    page = await browser.get("/rueckmeldung")
    assert "Beratungsstelle (Demo)" in page.text
    assert all(text in page.text for text in PACKAGE.values())

    await decide(browser, handover_id, "given")
    assert (await fetch_package(place.desk, REFERRAL, handover_id))["items"] == PACKAGE
    with pytest.raises(Conflict, match="open-referrals"):
        await close_case(place.desk, case_id, ANNA, CaseOutcome.RESOLVED)

    await decide(browser, handover_id, "withdrawn")
    with pytest.raises(Gone):
        await fetch_package(place.desk, REFERRAL, handover_id)
    consents = [row for row in await place.types(case_id) if row.startswith("consent")]
    assert consents == ["consent.asked", "consent.given", "consent.withdrawn"]


async def test_who_is_asked_for_is_described_above_the_buttons_as_it_was_when_it_was_asked(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    await let_in(browser, TEXT)
    _, handover_id = await asked(place)
    await place.unit_of_work(lambda tx: list_partner(tx, PARTNER, "Andere (Demo)", "police"))

    page = (await browser.get("/rueckmeldung")).text
    known = ("Rechtsberatung", DESCRIPTION.does, DESCRIPTION.does_not, HOW_IT_BEGINS[ReferralKind.WARM])
    places = [page.find(each) for each in (*known, "Ja, weitergeben")]
    assert -1 not in places
    assert places == sorted(places)

    await decide(browser, handover_id, "given")
    assert DESCRIPTION.does_not in (await browser.get("/rueckmeldung")).text


@pytest.mark.parametrize(
    ("decision", "ticked", "passed_on"),
    [
        ("given", ["contact", "account"], ["account", "contact"]),
        ("given", ["account"], ["account"]),
        ("contact_only", [], ["contact"]),
        ("contact_only", ["account"], ["contact"]),
    ],
)
async def test_only_what_was_ticked_is_passed_on(
    place: Place, browser: httpx2.AsyncClient, decision: str, ticked: list[str], passed_on: list[str]
) -> None:
    await let_in(browser, TEXT)
    _, handover_id = await asked(place)
    question = (await browser.get("/rueckmeldung")).text.split("Was darf die Stelle erfahren?")[1].split("</form>")[0]
    assert " checked" not in question

    assert (await decide(browser, handover_id, decision, ticked)).status_code == 303
    package = await fetch_package(place.desk, REFERRAL, handover_id)
    assert package["items"] == {item: PACKAGE[ConsentItem(item)] for item in passed_on}
    assert (await told(place, "consent.given"))["items"] == passed_on
    page = (await browser.get("/rueckmeldung")).text
    assert ("Das geben wir nicht weiter" in page) is (len(passed_on) < len(PACKAGE))


async def test_a_yes_to_nothing_passes_nothing_on(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser, TEXT)
    case_id, handover_id = await asked(place)

    refused = await decide(browser, handover_id, "given", [])
    assert (refused.status_code, "nichts angekreuzt" in refused.text) == (422, True)
    strange = await decide(browser, handover_id, "given", ["account", "name"])
    assert (strange.status_code, "Danach wurde nicht gefragt" in strange.text) == (422, True)
    assert "consent.given" not in await place.types(case_id)


async def test_a_partner_that_is_refused_for_good_is_told_to_matching(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    await let_in(browser, TEXT)
    _, handover_id = await asked(place)

    assert (await decide(browser, handover_id, "never")).status_code == 303
    page = (await browser.get("/rueckmeldung")).text
    assert "Sie haben abgelehnt" in page
    assert "Sie haben gesagt: nie an diese Stelle." in page
    assert (await told(place, "consent.refused"))["never"] is True


async def test_a_withdrawal_asks_once_and_says_what_stays(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser, TEXT)
    _, handover_id = await asked(place)
    await decide(browser, handover_id, "given")

    page = (await browser.get("/rueckmeldung")).text
    places = [page.find(each) for each in ("Möchten Sie widerrufen?", "lässt sich nicht zurückholen", "Ja, widerrufen")]
    assert -1 not in places
    assert places == sorted(places)


async def test_saying_yes_twice_is_said_once(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser, TEXT)
    case_id, handover_id = await asked(place)

    assert (await decide(browser, handover_id, "given")).status_code == 303
    assert (await decide(browser, handover_id, "given")).status_code == 303
    assert (await decide(browser, handover_id, "refused")).status_code == 409
    assert (await place.types(case_id)).count("consent.given") == 1


async def test_another_persons_handover_is_not_found(place: Place, browser: httpx2.AsyncClient) -> None:
    await fill_in(browser, text=TEXT)
    case_id, handover_id = await asked(place)
    await enter(browser, await fill_in(browser, text="Ein ganz anderes Anliegen"))

    foreign = await decide(browser, handover_id, "given")
    unknown = await decide(browser, HandoverId("no-such"), "given")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.text == unknown.text
    assert "consent.given" not in await place.types(case_id)


async def test_without_the_cookie_nothing_is_shown_or_taken(browser: httpx2.AsyncClient) -> None:
    await enter(browser, await fill_in(browser, text=TEXT))
    await browser.post("/rueckmeldung/ende")

    assert TEXT not in (await browser.get("/rueckmeldung")).text
    assert (await browser.post("/rueckmeldung/nachricht", data={"text": "hallo"})).status_code == 401


async def enter(browser: httpx2.AsyncClient, code: str) -> None:
    answer = await browser.post("/rueckmeldung", data={"code": code})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/rueckmeldung"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-lotse-follow=")
    assert code not in cookie


async def decide(
    browser: httpx2.AsyncClient, handover_id: HandoverId, decision: str, items: Sequence[str] = tuple(PACKAGE)
) -> httpx2.Response:
    said = {"handover_id": handover_id, "decision": decision, "items": list(items)}
    return await browser.post("/rueckmeldung/einwilligung", data=said | await on_follow_page(browser))


async def told(place: Place, fact: str) -> dict[str, Any]:
    """What the one event of this type says."""
    (row,) = [row for row in await place.published() if row["type"].endswith(f"{fact}.v1")]
    said: dict[str, Any] = json.loads(row["body"])["data"]
    return said


@laid_out
async def asked(place: Place) -> tuple[CaseId, HandoverId]:
    """The first case in the queue is taken over, and its person asked."""
    (waiting,) = await queue_of(place, ANNA)
    assert waiting.case
    await take_over(place.desk, ContactId(waiting.contact.id), ANNA)

    async def work(tx: Transaction) -> None:
        tx.lock_key(PARTNER)
        await list_partner(tx, PARTNER, "Beratungsstelle (Demo)", "legal", DESCRIPTION)

    await place.unit_of_work(work)
    return waiting.case.id, await ask_for_consent(place.desk, waiting.case.id, ANNA, PARTNER, PACKAGE)


async def test_an_error_names_its_kind(place: Place) -> None:
    with pytest.raises(LotseError, match="not-found"):
        await fetch_package(place.desk, REFERRAL, HandoverId("no-such"))


async def test_what_was_ticked_is_there_again_after_the_code_and_nothing_is_decided(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    code = await fill_in(browser, text=TEXT)
    await enter(browser, code)
    case_id, handover_id = await asked(place)
    sent = {"handover_id": handover_id, "decision": "given", "items": [ConsentItem.ACCOUNT]} | await on_follow_page(
        browser
    )
    browser.cookies.clear()

    refused = await browser.post("/rueckmeldung/einwilligung", data=sent)
    assert refused.status_code == 401
    assert "Es ist noch nichts entschieden" in refused.text
    page = BeautifulSoup(refused.text, "html.parser")
    again = [(str(each["name"]), str(each["value"])) for each in page.select("form input[type=hidden]")]
    assert ("items", "account") in again
    assert (await answer_again(browser, again, code="falsch")).status_code == 422

    shown = await answer_again(browser, again, code=code)
    assert shown.status_code == 200
    boxes = BeautifulSoup(shown.text, "html.parser").select("input[name=items]")
    assert {str(each["value"]): each.has_attr("checked") for each in boxes} == {
        each: each == ConsentItem.ACCOUNT for each in PACKAGE
    }
    assert "Entschieden ist noch nichts." in shown.text
    await place.settle()
    assert "consent.given" not in str(await place.types(case_id))
    assert (await decide(browser, handover_id, "given", [ConsentItem.ACCOUNT])).status_code == 303


async def test_ticks_that_are_refused_stay_ticked(place: Place, browser: httpx2.AsyncClient) -> None:
    """Files alone say nothing: what else she ticked is not lost by being told so."""
    await let_in(browser, TEXT)
    _, handover_id = await asked(place)
    refused = await decide(browser, handover_id, "given", ["account", "proceeding"])
    assert refused.status_code == 422
    boxes = BeautifulSoup(refused.text, "html.parser").select("input[name=items]")
    assert [str(each["value"]) for each in boxes if each.has_attr("checked")] == [ConsentItem.ACCOUNT]


async def answer_again(browser: httpx2.AsyncClient, hidden: list[tuple[str, str]], code: str) -> httpx2.Response:
    fields = {name: [value for key, value in hidden if key == name] for name, _ in hidden}
    return await browser.post("/rueckmeldung/einwilligung", data=fields | {"decision": "again", "code": code})
