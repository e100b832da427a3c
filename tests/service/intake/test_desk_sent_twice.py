"""Enter pressed three times at the desk is one act, and one partner is asked for once at a time."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import httpx2
import pytest

from services.intake.domain.ids import CaseId, HandoverId, ReferralId
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.note_decision import note_decision
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.services.case_progress import note_referral_moved, note_referral_sent
from services.intake.sealed_fields import seal_items
from shared.clock import now
from shared.contracts.vocabulary import ConsentHow, ConsentItem
from shared.errors import Conflict
from shared.referral_id import referral_of
from tests.harness.services.intake import Place, a_counsellor, fill_in
from tests.harness.services.laid_out import laid_out
from tests.service.intake.test_desk_pages import PARTNER, TEXT, TRIAGE, anna, at_the_desk, first_in_queue, form

__all__ = ["anna"]

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
DRAFT = {ConsentItem.ACCOUNT: "Drohung."}
ASKED = {"partner": PARTNER, "kind": "warm", "items": ["account"], "text_account": "Drohung."}


def attempt_of(page: httpx2.Response, ending: str) -> str:
    found = re.search(rf'action="[^"]*{ending}"[^>]*>\s*<input type="hidden" name="attempt" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


async def press(
    browser: httpx2.AsyncClient, page: httpx2.Response, ending: str, data: Mapping[str, Any]
) -> list[httpx2.Response]:
    """Three times at once, then once more with the back button."""
    sent = {"attempt": attempt_of(page, ending), **data}
    at_once = await asyncio.gather(*(browser.post(form(page, ending), data=sent) for _ in range(3)))
    return [*at_once, await browser.post(form(page, ending), data=sent)]


async def test_a_case_from_take_over_to_its_end_with_every_button_pressed_again_and_again(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    page = await first_in_queue(anna)
    case, seen = page.url.path, {"seen": "1", **TRIAGE}
    for tab, ending, data, done in (
        ("", "/take-over", {}, "Sie sind jetzt zuständig."),
        ("/assessment", "/triage", seen, "Die Einschätzung ist gespeichert."),
        ("", "/answers", {"text": "Wir sind da."}, "Ihre Antwort ist gesendet."),
        ("/record", "/close", {"outcome": "resolved"}, "Das ist abgeschlossen."),
        ("/record", "/reopen", {}, "Das ist wieder offen"),
    ):
        pages = await press(anna, await anna.get(case + tab), ending, data)
        assert {each.status_code for each in pages} == {200}, ending
        assert all(done in each.text for each in pages), ending

    once = ["contact.assigned", "case.triaged", "case.answered", "case.closed", "contact.closed", "case.reopened"]
    types = await place.types()
    assert {each: types.count(each) for each in once} == dict.fromkeys(once, 1) | {"contact.assigned": 2}
    assert await place.count("messages") == 2


async def test_an_old_take_over_sent_again_takes_nothing_back_from_a_colleague(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    page = await first_in_queue(anna)
    sent = {"attempt": attempt_of(page, "/take-over")}
    await anna.post(form(page, "/take-over"), data=sent)
    found = await place.store["contacts"].find_one({})
    assert found is not None
    await take_over(
        place.desk, found["_id"], a_counsellor("bert", "supervisor").opening(found["case_id"], now(), "quality")
    )
    await anna.post(form(page, "/take-over"), data=sent)

    kept = await place.store["contacts"].find_one({})
    assert kept is not None
    assert kept["counsellor"] == "bert"


async def test_a_hand_over_asked_for_three_times_is_one_question(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    case_id = await a_case(place, browser)
    blank = await anna.get(f"/desk/cases/{case_id}/handovers/new?partner={PARTNER}")
    pages = await press(anna, blank, "/handovers", ASKED)
    other_page = await anna.post(form(blank, "/handovers"), data={**ASKED, "text_account": "Anders gesagt."})

    assert {each.status_code for each in pages} == {200}
    assert await place.count("handovers") == 1
    assert (await place.types(case_id)).count("consent.asked") == 1
    assert other_page.status_code == 409
    assert "läuft in diesem Fall schon eine Weitergabe" in other_page.text
    assert "Anders gesagt." in other_page.text


async def test_two_questions_at_the_same_time_are_one(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    case_id = CaseId(await a_case(place, browser))
    asked = [ask_for_consent(place.desk, case_id, ANNA, PARTNER, DRAFT) for _ in range(4)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)

    assert [isinstance(each, Conflict) for each in outcomes].count(True) == 3, outcomes
    assert await place.count("handovers") == 1


async def test_of_two_that_were_asked_before_the_rule_one_is_agreed_to_even_at_the_same_time(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    case_id = CaseId(await a_case(place, browser))
    first = await ask_for_consent(place.desk, case_id, ANNA, PARTNER, DRAFT)
    row = await place.store["handovers"].find_one({})
    assert row is not None
    second = HandoverId("0d0f4f0e-4f7c-4d53-9a3d-0a2f3f1c9b12")
    sealed = seal_items(await place.desk.key(case_id), case_id, second, DRAFT)
    await place.store["handovers"].insert_one(row | {"_id": second, "sealed": sealed})
    decided = [note_decision(place.desk, each, ANNA, "given", ConsentHow.VOICE) for each in (first, second)]
    outcomes = await asyncio.gather(*decided, return_exceptions=True)

    assert [isinstance(each, Conflict) for each in outcomes].count(True) == 1, outcomes
    assert (await place.types(case_id)).count("consent.given") == 1


async def test_when_the_referral_is_over_the_same_partner_can_be_asked_again(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    case_id = CaseId(await a_case(place, browser))
    first = await ask_for_consent(place.desk, case_id, ANNA, PARTNER, DRAFT)
    await note_decision(place.desk, first, ANNA, "given", ConsentHow.VOICE)
    with pytest.raises(Conflict):
        await ask_for_consent(place.desk, case_id, ANNA, PARTNER, DRAFT)
    ended = ReferralId(referral_of(first))
    await place.unit_of_work(lambda tx: note_referral_moved(tx, case_id, ended, "completed", ended=True))

    assert await ask_for_consent(place.desk, case_id, ANNA, PARTNER, DRAFT) != first


async def test_a_hand_over_that_ended_before_that_was_written_there_blocks_no_other(
    place: Place, browser: httpx2.AsyncClient, anna: httpx2.AsyncClient
) -> None:
    case_id = CaseId(await a_case(place, browser))
    first = await ask_for_consent(place.desk, case_id, ANNA, PARTNER, DRAFT)
    await note_decision(place.desk, first, ANNA, "given", ConsentHow.VOICE)
    ended = ReferralId(referral_of(first))
    await place.unit_of_work(lambda tx: note_referral_sent(tx, case_id, ended, PARTNER, tx.now))
    await place.unit_of_work(lambda tx: note_referral_moved(tx, case_id, ended, "completed", ended=True))
    await place.store["handovers"].update_one({"_id": first}, {"$unset": {"ended": 1}})

    second = await ask_for_consent(place.desk, case_id, ANNA, PARTNER, DRAFT)
    await note_decision(place.desk, second, ANNA, "given", ConsentHow.VOICE)

    assert second != first
    with pytest.raises(Conflict):
        await ask_for_consent(place.desk, case_id, ANNA, PARTNER, DRAFT)


async def test_erased_twice_is_erased_and_says_so(
    place: Place, browser: httpx2.AsyncClient, mongo_of: Mapping[str, str]
) -> None:
    await fill_in(browser, text="Werbung", reason="prevention")
    async with at_the_desk(mongo_of, "sven", "supervisor") as sven:
        page = await sven.post(form(await first_in_queue(sven), "/take-over"))
        page = await sven.post(form(page, "/close"), data={"unanswered": "no_concern"})
        ask = await sven.get(f"{page.url.path}/erase")
        pages = await press(sven, ask, "/erase", {"sure": "ja"})
        by_another_form = await sven.post(form(ask, "/erase"), data={"sure": "ja"})

    assert {each.status_code for each in pages} == {200}
    assert all("endgültig gelöscht" in each.text for each in pages)
    assert by_another_form.status_code == 404
    assert await place.count("contacts") == 0


@laid_out
async def a_case(place: Place, browser: httpx2.AsyncClient) -> str:
    """Anna's."""
    await fill_in(browser, text=TEXT)
    (contact,) = await place.store["contacts"].find({}).to_list()
    await take_over(place.desk, contact["_id"], ANNA)
    return str(contact["case_id"])
