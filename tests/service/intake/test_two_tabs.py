"""Two receipt codes in two tabs of one browser: what is done on the page of one never lands at the other."""

from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from services.intake.domain.ids import CaseId, HandoverId
from services.intake.pages.face.follow_cookie import ANOTHER, ASK_AGAIN
from services.intake.pages.face.thread_form import OTHER_CODE
from tests.harness.services.intake import Place, fill_in, on_follow_page
from tests.harness.services.laid_out import laid_out
from tests.service.intake.test_follow_page import asked

pytestmark = pytest.mark.engines

LETTER = "Das ist nur für A."
CONTACT = {"channel": "mail", "address": "nur-a@example.org", "times": "nur abends", "words": "als Buchhandlung"}


@dataclass(frozen=True)
class Tabs:
    """The page of A is open, then B's code was entered in another tab."""

    a: str
    b: str
    on_a: dict[str, str]
    case_of_a: CaseId
    asked_of_a: HandoverId


@pytest.fixture
@laid_out
async def tabs(place: Place, browser: httpx2.AsyncClient) -> Tabs:
    a = await fill_in(browser, text="Anliegen A")
    case_id, handover_id = await asked(place)
    b = await fill_in(browser, text="Anliegen B")
    await browser.post("/rueckmeldung", data={"code": a})
    on_a = await on_follow_page(browser)
    await browser.post("/rueckmeldung", data={"code": b})
    return Tabs(a, b, on_a, case_id, handover_id)


async def page_of(browser: httpx2.AsyncClient, code: str) -> str:
    return (await browser.post("/rueckmeldung", data={"code": code}, follow_redirects=True)).text


async def test_a_message_is_kept_and_the_code_asked_for(browser: httpx2.AsyncClient, tabs: Tabs) -> None:
    refused = await browser.post("/rueckmeldung/nachricht", data={"text": LETTER} | tabs.on_a)

    assert (refused.status_code, ANOTHER in refused.text, LETTER in refused.text) == (401, True, True)
    assert 'name="code"' in refused.text
    assert LETTER not in await page_of(browser, tabs.b)

    taken = await browser.post("/rueckmeldung/nachricht", data={"text": LETTER, "code": tabs.a} | tabs.on_a)
    assert taken.status_code == 303
    assert LETTER in await page_of(browser, tabs.a)
    assert LETTER not in await page_of(browser, tabs.b)


async def test_the_wrong_one_of_two_codes_is_not_taken_for_the_right_one(
    browser: httpx2.AsyncClient, tabs: Tabs
) -> None:
    refused = await browser.post("/rueckmeldung/nachricht", data={"text": LETTER, "code": tabs.b} | tabs.on_a)

    assert (refused.status_code, OTHER_CODE in refused.text, LETTER in refused.text) == (422, True, True)
    assert tabs.b not in refused.text
    assert LETTER not in await page_of(browser, tabs.b)


async def test_a_safe_contact_is_kept_and_the_code_asked_for(browser: httpx2.AsyncClient, tabs: Tabs) -> None:
    refused = await browser.post("/rueckmeldung/kontakt", data=CONTACT | tabs.on_a)

    assert (refused.status_code, ANOTHER in refused.text) == (401, True)
    assert all(f'value="{each}"' in refused.text for each in CONTACT.values())
    assert CONTACT["address"] not in await page_of(browser, tabs.b)

    taken = await browser.post("/rueckmeldung/kontakt", data=CONTACT | tabs.on_a | {"code": tabs.a})
    assert taken.status_code == 303
    assert CONTACT["address"] in await page_of(browser, tabs.a)


async def test_nobody_s_safe_contact_ends_by_the_page_of_another(browser: httpx2.AsyncClient, tabs: Tabs) -> None:
    await browser.post("/rueckmeldung/kontakt", data=CONTACT | await on_follow_page(browser))

    refused = await browser.post("/rueckmeldung/kontakt/ende", data=tabs.on_a)

    assert (refused.status_code, ANOTHER in refused.text) == (401, True)
    assert CONTACT["address"] in (await browser.get("/rueckmeldung")).text


@pytest.mark.parametrize("decision", ["given", "refused"])
async def test_nothing_is_decided_by_the_page_of_another(
    place: Place, browser: httpx2.AsyncClient, tabs: Tabs, decision: str
) -> None:
    wanted = {"handover_id": tabs.asked_of_a, "decision": decision}

    refused = await browser.post("/rueckmeldung/einwilligung", data=wanted | tabs.on_a)

    assert (refused.status_code, ANOTHER in refused.text) == (401, True)
    assert f"consent.{decision}" not in await place.types(tabs.case_of_a)


async def test_a_code_is_not_noted_by_the_page_of_another(browser: httpx2.AsyncClient, tabs: Tabs) -> None:
    refused = await browser.post("/rueckmeldung/notiert", data=tabs.on_a)

    assert (refused.status_code, ANOTHER in refused.text) == (401, True)


FORMS: dict[str, dict[str, Any]] = {
    "/rueckmeldung/nachricht": {"text": LETTER},
    "/rueckmeldung/kontakt": CONTACT,
    "/rueckmeldung/kontakt/ende": {},
    "/rueckmeldung/einwilligung": {"handover_id": "x", "decision": "given"},
    "/rueckmeldung/geklappt": {"handover_id": "x", "worked": "yes"},
    "/rueckmeldung/notiert": {},
}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("thread", [{}, {"thread": ""}, {"thread": "A" * 43}, {"thread": "ü"}], ids=str)
async def test_a_form_that_names_no_thread_is_nobody_s(
    browser: httpx2.AsyncClient, tabs: Tabs, path: str, thread: dict[str, str]
) -> None:
    refused = await browser.post(path, data=FORMS[path] | thread)

    assert refused.status_code == 401
    assert (ANOTHER if thread.get("thread") else ASK_AGAIN) in refused.text
    assert '<a href="#f-code">' in refused.text


async def test_the_page_can_be_left_whatever_the_other_tab_did(browser: httpx2.AsyncClient, tabs: Tabs) -> None:
    left = await browser.post("/rueckmeldung/ende", data=tabs.on_a)

    assert left.status_code == 303
    assert "Anliegen B" not in (await browser.get("/rueckmeldung")).text


async def test_a_mark_says_nothing_about_the_code_and_is_the_same_in_every_process(
    browser: httpx2.AsyncClient, tabs: Tabs, place: Place
) -> None:
    await browser.post("/rueckmeldung", data={"code": tabs.a})
    again = await on_follow_page(browser)

    assert again["thread"] == tabs.on_a["thread"]
    assert again["attempt"] != tabs.on_a["attempt"]
    assert tabs.on_a["thread"] not in await place.everything()
