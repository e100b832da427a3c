"""What the face refuses is named at its field and stays on the page; what is pasted is read as it was meant."""

from html import unescape
from unittest.mock import AsyncMock

import httpx2
import pytest
from pymongo.errors import ServerSelectionTimeoutError

from services.intake.pages.face import code as code_pages
from services.intake.pages.face import follow, safe_contact
from shared.sealing import receipt
from tests.harness.services.intake import Place, fill_in, on_follow_page
from tests.service.intake.test_follow_page import asked, decide

pytestmark = pytest.mark.engines

TEXT = "Ein Anliegen, das länger ist als ein Wort."
CONTACT = {"channel": "phone", "address": "030 5550100", "times": "nur abends", "words": "als Buchhandlung"}


async def test_every_wrong_field_of_the_form_is_named_at_once(browser: httpx2.AsyncClient) -> None:
    typed = {"attempt": "a" * 32, "text": " ", "land": "XX", "channel": "mail", "address": "p@"}
    typed |= {"earliest": "25:00", "words": "a" * 201}

    refused = await browser.post("/anliegen", data=typed)

    assert refused.status_code == 422
    assert "<title>Fehler: Anliegen schildern" in refused.text
    for field in ("text", "land", "address", "earliest", "words"):
        assert f'<a href="#f-{field}">' in refused.text
        assert f'id="f-{field}-error"' in refused.text
    assert "a" * 201 in refused.text


@pytest.mark.parametrize(
    "pasted",
    [
        pytest.param("Rückmeldecode: {}", id="label"),
        pytest.param("\u200b{}\ufeff\u200e", id="invisible characters"),
        pytest.param("  {}\r\n", id="line break"),
        pytest.param("„{}“.", id="quoted"),
    ],
)
@pytest.mark.parametrize("dash", ["-", "–", "\u2011", " ", "\u00a0", ""])
async def test_a_code_is_read_as_it_was_pasted(browser: httpx2.AsyncClient, pasted: str, dash: str) -> None:
    code = (await fill_in(browser, text=TEXT)).replace("-", dash)

    assert (await browser.post("/rueckmeldung", data={"code": pasted.format(code).lower()})).status_code == 303


async def test_full_width_letters_are_letters_where_the_code_is_asked_for_again(browser: httpx2.AsyncClient) -> None:
    code = await fill_in(browser, text=TEXT)
    wide = "".join(chr(ord(each) + 0xFEE0) for each in code)

    taken = await browser.post("/rueckmeldung/nachricht", data={"text": "Noch etwas.", "code": wide})

    assert taken.status_code == 303


@pytest.mark.parametrize("code", ["", " ", "AAAA", "a" * 201, "0000-0000-0000-0000-0000-0000"])
async def test_a_wrong_code_is_named_at_its_field(browser: httpx2.AsyncClient, code: str) -> None:
    refused = await browser.post("/rueckmeldung", data={"code": code})

    assert refused.status_code in (404, 422)
    assert '<a href="#f-code">' in refused.text
    assert 'id="f-code-error"' in refused.text
    assert "<title>Fehler: Rückmeldung lesen" in refused.text


async def test_while_the_store_is_away_the_code_is_asked_for_again(
    browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_pages, "confirm_receipt_code", AsyncMock(side_effect=ServerSelectionTimeoutError))
    code = receipt.random_code()

    refused = await browser.post("/rueckmeldung", data={"code": code})

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert 'name="code"' in refused.text
    assert code not in refused.text


async def test_while_the_store_is_away_a_safe_contact_stays(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text=TEXT)})
    wanted = CONTACT | await on_follow_page(browser)

    with monkeypatch.context() as away:
        away.setattr(safe_contact, "change_safe_contact", AsyncMock(side_effect=ServerSelectionTimeoutError))
        refused = await browser.post("/rueckmeldung/kontakt", data=wanted)

    assert refused.status_code == 503
    assert all(f'value="{each}"' in refused.text for each in CONTACT.values())
    assert 'name="code"' not in refused.text
    assert (await browser.post("/rueckmeldung/kontakt", data=wanted)).status_code == 303
    assert await place.count("safe_contacts") == 1


async def test_while_the_store_is_away_nothing_is_decided_and_the_question_comes_again_as_it_was_ticked(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text=TEXT)})
    _, handover_id = await asked(place)

    with monkeypatch.context() as away:
        away.setattr(follow, "decide_handover", AsyncMock(side_effect=ServerSelectionTimeoutError))
        refused = await decide(browser, handover_id, "given")

    assert refused.status_code == 503
    for said in (handover_id, "again", (await on_follow_page(browser))["thread"]):
        assert f'value="{said}"' in refused.text
    assert "Es ist noch nichts entschieden" in refused.text


async def test_a_decision_that_cannot_be_is_told_on_the_page_of_the_case(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text=TEXT)})
    _, handover_id = await asked(place)
    assert (
        "Ihre Entscheidung ist festgehalten."
        in (await browser.get((await decide(browser, handover_id, "refused")).headers["location"])).text
    )

    refused = await decide(browser, handover_id, "given")

    assert refused.status_code == 409
    assert "Über diese Weitergabe wurde schon entschieden." in refused.text
    assert "Sie haben abgelehnt" in refused.text


async def test_before_the_handler_the_text_stays_too(browser: httpx2.AsyncClient) -> None:
    """A browser that says nothing of itself and keeps no cookies."""
    del browser.headers["Sec-Fetch-Site"]

    refused = await browser.post("/anliegen", data={"attempt": "a" * 32, "text": TEXT, "land": "SN"})
    assert refused.status_code == 400
    assert TEXT in unescape(refused.text)
    assert '<input type="hidden" name="land" value="SN">' in refused.text


@pytest.mark.parametrize("path", ["/", "/anliegen", "/rueckmeldung", "/datenschutz", "/wissen/vorbeugen"])
async def test_head_answers_like_get(browser: httpx2.AsyncClient, path: str) -> None:
    head, get = await browser.head(path), await browser.get(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["cache-control"] == get.headers["cache-control"]
