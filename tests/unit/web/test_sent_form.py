"""What was typed is on the page of whatever refused it, before the handler or behind it, and can be sent once more."""

import re
from collections.abc import AsyncIterator, Mapping
from html import unescape
from pathlib import Path
from typing import Annotated, Final

import httpx2
import pytest
from fastapi import APIRouter, Depends
from pymongo.errors import ServerSelectionTimeoutError

from shared.errors import Conflict, NotFound
from shared.web.forms import Form, Receiving, Sent
from shared.web.sent_form import LABELS, SECRET
from tests.unit.web.app import ORIGIN, client

TEXT: Final = "Ein <Text> für Sie,\nmit Umbruch & 😀."
SAME: Final = {"sec-fetch-site": "same-origin"}
TEMPLATES: Final = sorted((Path(__file__).parents[3] / "services").rglob("templates/**/*.html"))
FORM_TYPE: Final = {"content-type": "application/x-www-form-urlencoded"}


class Written(Form):
    text: str
    times: str = ""
    choice: str = "none"
    code: str = ""
    form_token: str = ""


@pytest.fixture
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    routes, seen = APIRouter(include_in_schema=False), set[str]()

    @routes.post("/schreiben")
    async def write(form: Annotated[Sent[Written], Depends(Receiving(Written))]) -> dict[str, str]:
        choice = form.read().choice
        if choice == "conflict":
            raise Conflict("changed-meanwhile", "Das hat sich geändert.")
        if choice == "gone":
            raise NotFound
        if choice == "away" and choice not in seen:
            seen.add(choice)
            raise ServerSelectionTimeoutError
        if choice == "defect":
            raise RuntimeError
        return form.read().model_dump()

    async with client(routers=(routes,)) as http:
        yield http


@pytest.mark.parametrize(
    ("choice", "status"), [("conflict", 409), ("away", 503), ("defect", 500), ("gone", 404)], ids=lambda each: str(each)
)
async def test_behind_the_handler(browser: httpx2.AsyncClient, choice: str, status: int) -> None:
    page = await browser.post("/schreiben?seite=2", data={"text": TEXT, "choice": choice}, headers=SAME)

    assert page.status_code == status
    assert TEXT in unescape(page.text)
    assert "<Text>" not in page.text
    assert 'action="/schreiben?seite=2"' in page.text
    assert f'<input type="hidden" name="choice" value="{choice}">' in page.text
    assert ("Noch einmal absenden" in page.text) == (status != NotFound.status)


async def test_an_unknown_field_loses_no_text(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/schreiben", data={"text": TEXT, "no_such_field": "1"}, headers=SAME)

    assert (page.status_code, TEXT in unescape(page.text)) == (422, True)


async def test_a_code_is_asked_for_again_and_never_shown(browser: httpx2.AsyncClient) -> None:
    sent = {"text": TEXT, "code": "AAAA-BBBB", "choice": "conflict"}
    page = await browser.post("/schreiben", data=sent, headers=SAME)

    assert "AAAA-BBBB" not in page.text
    assert 'name="code"' in page.text


async def test_too_large(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/schreiben", data={"text": TEXT, "choice": "x" * 700_000}, headers=SAME)

    assert (page.status_code, TEXT in unescape(page.text)) == (413, True)


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}], ids=["says nothing", "says null"])
async def test_a_browser_without_cookies_that_says_nothing_of_itself(
    browser: httpx2.AsyncClient, headers: Mapping[str, str]
) -> None:
    page = await browser.post("/schreiben", data={"text": TEXT}, headers=headers)
    sent_again = await browser.post("/schreiben", data={"text": TEXT}, headers={"origin": ORIGIN})

    assert (page.status_code, TEXT in unescape(page.text)) == (400, True)
    assert sent_again.json()["text"].splitlines() == TEXT.splitlines()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://other.example.org"},
        {"sec-fetch-site": "cross-site", "origin": "null"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("filling", [0, 700_000], ids=["small", "too large"])
async def test_what_another_site_sent_is_not_shown(
    browser: httpx2.AsyncClient, headers: Mapping[str, str], filling: int
) -> None:
    page = await browser.post("/schreiben", data={"text": TEXT, "choice": "x" * filling}, headers=headers)

    assert page.status_code in (400, 413)
    assert "mit Umbruch" not in page.text


async def test_behind_another_door_nothing_unproven_is_shown() -> None:
    async with client(door="partner") as http:
        page = await http.post("/seite", data={"text": TEXT}, headers={"origin": "null"})

    assert (page.status_code, "mit Umbruch" in page.text) == (400, False)


async def test_a_page_without_anything_typed_offers_nothing(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/schreiben", data={"text": "", "choice": "conflict"}, headers=SAME)

    assert "absenden" not in page.text


async def test_the_page_has_the_focus_on_what_went_wrong(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/schreiben", data={"text": TEXT, "choice": "conflict"}, headers=SAME)

    assert page.text.count('role="alert"') == page.text.count("autofocus") == 1
    assert "<title>Fehler: Das hat sich geändert. – Lotse</title>" in page.text


async def test_a_single_word_of_a_text_is_typed_too(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/schreiben", data={"text": "hilfe", "choice": "conflict"}, headers=SAME)

    assert ">\nhilfe</textarea>" in page.text


async def test_a_choice_that_could_not_be_taken_is_sent_again_with_one_press(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/schreiben", data={"text": "", "choice": "away"}, headers=SAME)

    assert page.status_code == 422  # the probe wants a text: the choice is kept beside it
    again = await browser.post("/schreiben", data={"text": "hilfe", "choice": "away"}, headers=SAME)
    assert again.status_code == 503
    assert '<input type="hidden" name="choice" value="away">' in again.text
    assert "Noch einmal absenden" in again.text


async def test_what_was_typed_stands_under_the_names_of_its_fields(browser: httpx2.AsyncClient) -> None:
    sent = {"text": TEXT, "times": "Nur abends", "choice": "conflict"}
    page = await browser.post("/schreiben", data=sent, headers=SAME)

    labels = re.findall(r'<label class="kern-label" for="f-[0-9]">(.*?)</label>', page.text)
    assert labels == ["Ihr Text", "Wann dürfen wir uns melden?"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_field_for_own_words_has_a_name_and_a_limit(path: Path) -> None:
    for macro, name, rest in re.findall(r'\{\{ ui\.(field|textarea)\("(\w+)"(.*?)\) \}\}', path.read_text()):
        assert name in LABELS or name in SECRET, name
        assert re.search(r'\blimit=[1-9]|type="(time|file)"', rest), (macro, name)


async def test_much_too_large_says_that_the_browser_has_it_still(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/schreiben", data={"text": TEXT, "choice": "x" * 2_000_000}, headers=SAME)

    assert (page.status_code, TEXT in unescape(page.text)) == (413, False)
    assert "Gehen Sie eine Seite zurück" in page.text
