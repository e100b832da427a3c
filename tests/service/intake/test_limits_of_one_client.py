"""Who does much at once waits for a while, and reads there what was typed; nobody else notices."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import httpx2
import pytest

from services.intake.limits import DRAFTS_OF_ONE, FILES_OF_ONE, GUESSES_OF_ONE, MESSAGES_OF_ONE
from shared.errors import TooMany
from shared.sealing import one_time, receipt
from shared.web.client_limit import HEADER, ClientLimit, Rate
from tests.harness.services.intake import let_in
from tests.service.intake.test_begun_reports import going_on, kept
from tests.service.intake.test_evidence import PAGE, WORDS, add, form
from tests.service.intake.test_own_wishes import FORMS, filled_in

pytestmark = pytest.mark.engines

ONE, ANOTHER = "192.0.2.1", "192.0.2.2"
TEXT: Final = "Und noch etwas, das ich nicht noch einmal schreibe."


async def until_refused(rate: Rate, send: Callable[[], Awaitable[httpx2.Response]]) -> httpx2.Response:
    """The first answer that says to wait: it comes when all is used up that one client has at once."""
    began = time.monotonic()
    for taken in range(2 * rate.at_once):
        answer = await send()
        if answer.status_code == 429:
            assert rate.at_once <= taken <= rate.at_once + (time.monotonic() - began) / rate.every
            assert 0 < int(answer.headers["retry-after"]) <= rate.every
            return answer
    raise AssertionError("however many there are, nobody is asked to wait")


async def test_one_client_fills_no_room_for_drafts(browser: httpx2.AsyncClient) -> None:
    browser.headers[HEADER] = ONE
    code = await kept(browser)
    refused = await until_refused(
        Rate(DRAFTS_OF_ONE.at_once - 1, DRAFTS_OF_ONE.every),
        lambda: browser.post("/anliegen/entwurf", data={"text": TEXT, "draft": code}),
    )
    assert TEXT in refused.text
    browser.headers[HEADER] = ANOTHER
    assert await kept(browser, text=TEXT)


async def test_who_guesses_at_codes_of_drafts_is_slowed_and_nobody_else_is(browser: httpx2.AsyncClient) -> None:
    code = await kept(browser, text=TEXT)
    browser.headers[HEADER] = ONE
    await until_refused(GUESSES_OF_ONE, lambda: going_on(browser, f"ENTWURF-{receipt.random_code()}"))
    assert TEXT not in (await going_on(browser, code)).text, "a right code says no more than a wrong one"
    browser.headers[HEADER] = ANOTHER
    assert TEXT in (await going_on(browser, code)).text


async def test_a_mistyped_code_of_a_draft_is_no_guess(browser: httpx2.AsyncClient) -> None:
    code = await kept(browser, text=TEXT)
    browser.headers[HEADER] = ONE
    mistyped = [await going_on(browser, code[:-1]) for _ in range(2 * GUESSES_OF_ONE.at_once)]
    assert {each.status_code for each in mistyped} == {422}
    assert TEXT in (await going_on(browser, code)).text


async def test_one_client_sends_few_forms_of_its_page_at_once(browser: httpx2.AsyncClient) -> None:
    """The same act again and again is one, and counts each time; all forms and messages count together."""
    await let_in(browser)
    browser.headers[HEADER] = ONE
    sent = await filled_in(browser, "hilfe", text=TEXT)
    refused = await until_refused(MESSAGES_OF_ONE, lambda: browser.post("/rueckmeldung/hilfe", data=sent))
    assert TEXT in refused.text
    for path in FORMS:
        other = await filled_in(browser, path, text=TEXT)
        refused = await browser.post(f"/rueckmeldung/{path}", data=other)
        assert (refused.status_code, TEXT in refused.text) == (429, True), path
    again = await browser.post("/rueckmeldung/hilfe", data=sent, headers={HEADER: ANOTHER})
    assert again.status_code == 303


async def test_one_client_hands_in_few_files_at_once(browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    browser.headers[HEADER] = ONE
    refused = await until_refused(FILES_OF_ONE, lambda: add(browser, None, "", sha256="0f" * 32, **WORDS))
    assert all(each in refused.text for each in WORDS.values())
    whole = await form(browser)
    refused = await browser.post(PAGE, data=whole, files={"file": ("foto.png", b"\x89PNG\r\n\x1a\n", "image/png")})
    assert refused.status_code == 429
    browser.headers[HEADER] = ANOTHER
    assert (await add(browser, None, "", sha256="0f" * 32, **WORDS)).status_code == 303


CODES: Final[Mapping[str, Callable[[], str]]] = {
    "/anliegen/weiter": lambda: f"ENTWURF-{receipt.random_code()}",
    "/rueckmeldung": one_time.random_code,
}


@pytest.mark.parametrize("path", CODES)
async def test_where_a_crowd_guesses_nobody_tries_another_code_for_a_while(
    path: str, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many it takes is looked at in tests/unit/intake/test_limits.py."""
    taken = ClientLimit.take

    def take(self: ClientLimit, client: str) -> None:
        if vars(self)["_what"] == "guess-of-all":
            raise TooMany(7)
        taken(self, client)

    assert (await browser.post(path, data={"code": CODES[path]()})).status_code == 404
    monkeypatch.setattr(ClientLimit, "take", take)
    refused = await browser.post(path, data={"code": CODES[path]()})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "7")
