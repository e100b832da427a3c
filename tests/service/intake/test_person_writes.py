"""A person writes to us, and what cannot be taken is not lost from their page."""

from unittest.mock import AsyncMock

import httpx2
import pytest
from pymongo.errors import ServerSelectionTimeoutError

from services.intake.pages.face import message
from shared.sealing import receipt
from tests.harness.services.intake import Place, fill_in, on_follow_page

pytestmark = pytest.mark.engines

LETTER = "Heute lag wieder etwas vor der Tür."
PAGE = "/rueckmeldung/nachricht"


async def test_without_the_cookie_the_code_is_asked_for_beside_the_text(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    code = await fill_in(browser, text="Ein Anliegen")

    refused = await browser.post(PAGE, data={"text": LETTER})
    taken = await browser.post(PAGE, data={"text": LETTER, "code": code})

    assert refused.status_code == 401
    assert LETTER in refused.text
    assert 'name="code"' in refused.text
    assert (taken.status_code, taken.headers["location"]) == (303, "/rueckmeldung?erledigt=nachricht")
    assert LETTER in (await browser.get("/rueckmeldung")).text
    assert await place.count("messages") == 2


@pytest.mark.parametrize(
    ("code", "status"), [pytest.param("canary-code", 422, id="mistyped"), pytest.param("", 404, id="unknown")]
)
async def test_a_wrong_code_loses_no_text_and_is_not_shown(
    place: Place, browser: httpx2.AsyncClient, code: str, status: int
) -> None:
    code = code or receipt.random_code()

    refused = await browser.post(PAGE, data={"text": LETTER, "code": code})

    assert refused.status_code == status
    assert LETTER in refused.text
    assert code not in refused.text
    assert await place.count("messages") == 0


@pytest.mark.parametrize("text", ["   ", "a" * 30_001])
async def test_a_text_that_cannot_be_taken_stays(place: Place, browser: httpx2.AsyncClient, text: str) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text="Ein Anliegen")})

    refused = await browser.post(PAGE, data={"text": text} | await on_follow_page(browser))

    assert refused.status_code == 422
    assert text in refused.text
    assert 'name="code"' not in refused.text
    assert await place.count("messages") == 1


async def test_a_page_sent_twice_is_one_message_and_another_text_another(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text="Ein Anliegen")})
    shown = await on_follow_page(browser)

    for text in (LETTER, LETTER, f"{LETTER} Und noch etwas."):
        assert (await browser.post(PAGE, data={"text": text} | shown)).status_code == 303

    assert await place.count("messages") == 3


async def test_while_the_store_is_away_the_text_stays_and_is_sent_again(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text="Ein Anliegen")})

    shown = await on_follow_page(browser)
    with monkeypatch.context() as away:
        away.setattr(message, "write_message", AsyncMock(side_effect=ServerSelectionTimeoutError))
        refused = await browser.post(PAGE, data={"text": LETTER} | shown)
    taken = await browser.post(PAGE, data={"text": LETTER} | shown)

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert LETTER in refused.text
    assert taken.status_code == 303
    assert await place.count("messages") == 2
