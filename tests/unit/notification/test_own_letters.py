"""Anybody writes a letter of their own on the public pages: what it is stands before it, and nothing of it stays."""

import logging
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import httpx2
import pytest
from pypdf import PdfReader

from services.intake.pages.face.follow import LETTERS
from services.notification.domain.letter import Letter
from services.notification.letter_texts import ABOUT, LetterKind
from services.notification.main import TEMPLATES
from services.notification.own_letter_texts import BEFORE, BY_PATH, OBLIGED, TO_THE_FILE
from services.notification.pages import letter_file, own_letters
from services.notification.pages.letter_forms import FORMS, LONGEST, WrittenAs
from shared.clock import BERLIN
from shared.web import Pages
from shared.web.client_limit import HEADER, Rate
from tests.harness.access.own_and_foreign import WRITTEN, nothing
from tests.unit.web.app import client

NOW: Final = datetime(2026, 11, 30, 23, 30, tzinfo=BERLIN)
SAME_ORIGIN: Final = {"Sec-Fetch-Site": "same-origin"}
PAGES: Final = Pages(TEMPLATES)
"""Templates are compiled once."""
CANARY: Final = "Quastenflosserin"
NOBODY: Final = nothing("", "", "", "", "")


@asynccontextmanager
async def a_browser() -> AsyncIterator[httpx2.AsyncClient]:
    routers = (own_letters.router(PAGES, lambda: NOW),)
    async with client(routers=routers) as browser:
        browser.headers.update(SAME_ORIGIN)
        yield browser


def filled(kind: LetterKind, **changed: Any) -> dict[str, Any]:
    return {"attempt": secrets.token_hex(16)} | dict(WRITTEN[kind](NOBODY)) | changed


async def written(kind: LetterKind, **changed: Any) -> httpx2.Response:
    async with a_browser() as browser:
        return await browser.post(f"/briefe/{BEFORE[kind].path}", data=filled(kind, **changed))


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def test_every_letter_is_offered_and_leads_to_its_form() -> None:
    async with a_browser() as browser:
        offered = await browser.get("/briefe")
        for kind in LetterKind:
            place = f"/briefe/{BEFORE[kind].path}"
            assert f'href="{place}"' in offered.text
            assert f"<h1>{ABOUT[kind].title}</h1>" in (await browser.get(place)).text
        assert (await browser.get("/briefe/nirgends")).status_code == 404


def test_every_letter_has_its_words_and_a_path_of_its_own() -> None:
    assert BEFORE.keys() == ABOUT.keys() == FORMS.keys() == set(LetterKind)
    assert len(BY_PATH) == len(BEFORE)


@pytest.mark.parametrize("kind", LetterKind)
async def test_before_the_first_field_stands_what_it_is_what_it_is_not_and_who_signs_it(kind: LetterKind) -> None:
    async with a_browser() as browser:
        page = (await browser.get(f"/briefe/{BEFORE[kind].path}")).text
    before, _, form = page.partition("<form ")
    about = BEFORE[kind]
    for sentence in (about.does, about.does_not, about.signs, about.goes_to, *about.beware):
        assert sentence in words(before)
    assert "keine Rechtsberatung" in form
    assert "die Person" not in words(form), "who writes it reads it"


def test_only_the_request_of_the_superior_is_one_and_says_so() -> None:
    """What is no request for prosecution says that it is none, or that it is no report."""
    assert "ist ein Strafantrag" in BEFORE[LetterKind.SUPERIOR].does
    for kind in set(LetterKind) - {LetterKind.SUPERIOR}:
        assert re.search(r"keine (neue )?Anzeige|ersetzt keine Anzeige", BEFORE[kind].does_not), kind


def test_what_reaches_an_authority_that_must_act_says_so() -> None:
    telling = {LetterKind.OTHER_ADDRESS, LetterKind.SUPERIOR, LetterKind.EVIDENCE}
    assert {kind for kind in LetterKind if OBLIGED in BEFORE[kind].beware} == telling
    assert {kind for kind in LetterKind if TO_THE_FILE not in BEFORE[kind].beware} == {LetterKind.REGISTER_BLOCK}


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("written_as", ["pdf", "text"])
async def test_a_letter_is_a_file_without_a_name_and_nothing_of_it_is_logged(
    kind: LetterKind, written_as: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = await written(kind, name=CANARY, written_as=written_as)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] in (
        'attachment; filename="brief.pdf"',
        'attachment; filename="brief.txt"',
    )
    assert "set-cookie" not in answer.headers
    text = answer.text if written_as == "text" else shown(answer.content)
    assert CANARY in text
    assert "30. November 2026" in text, "the day of Berlin"
    assert CANARY not in caplog.text


@pytest.mark.parametrize("kind", LetterKind)
async def test_the_pdf_is_accessible_with_the_longest_that_may_be_typed(kind: LetterKind) -> None:
    """Long names without a space, umlauts, quotation marks and many lines: nothing is left out."""
    longest = {
        name: longest_for(name) for name in filled(kind) if name not in ("attempt", "asks") and "_on" not in name
    }
    answer = await written(kind, **longest)
    assert answer.status_code == 200, words(answer.text)
    opened = PdfReader(BytesIO(answer.content))
    root: Any = opened.trailer["/Root"]
    assert root["/Lang"] == "de-DE"
    assert root["/MarkInfo"]["/Marked"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    read = shown(answer.content).replace(" ", "")
    assert longest["name"] in read
    assert "ÄÖÜäöüß„“–é" in read


def longest_for(name: str) -> str:
    if name in ("postal_address", "authority"):
        return ("Ä" * 79 + "\n") * 4 + "ÄÖÜäöüß„“–é"
    longest = LONGEST["words"] if name in ("fear", "danger", "deed", "pieces") else LONGEST["line"]
    return "ÄÖÜäöüß„“–é" + "Mustermannhausen"[: longest - 11] * ((longest - 11) // 16)


def shown(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(text.replace("\xa0", " ").split())


async def test_everything_wrong_is_said_at_once_at_its_field_and_what_was_typed_is_kept() -> None:
    wrong = {
        "name": "",
        "town": "Ort\u202eOrt",
        "decided_on": "gestern",
        "reasons": f"{CANARY}\n<b>&",
        "notified_on": "",
    }
    answer = await written(LetterKind.COMPLAINT, **wrong)
    assert answer.status_code == 422
    summary = answer.text.partition('id="fehler"')[2].partition("</div>\n<div")[0]
    assert summary.count("<li>") == 4
    assert f"{CANARY}\n&lt;b&gt;&amp;</textarea>" in answer.text
    assert CANARY not in summary


@pytest.mark.parametrize("typed", ["Petra\r\nBcc: x", "Petra\nBcc: x", "Petra\tBcc: x"])
async def test_a_line_stays_one_line_and_reaches_no_header(typed: str) -> None:
    answer = await written(LetterKind.EVIDENCE, name=typed, written_as="text")
    assert answer.text.startswith("Petra Bcc: x\n")
    assert "Bcc" not in answer.headers


async def test_a_tick_of_another_letter_is_refused() -> None:
    assert (await written(LetterKind.COMPLAINT, asks="trial")).status_code == 422


async def test_another_site_gets_no_letter_written() -> None:
    async with a_browser() as browser:
        answer = await browser.post(
            "/briefe/beweisliste", data=filled(LetterKind.EVIDENCE), headers={"Sec-Fetch-Site": "cross-site"}
        )
    assert answer.status_code == 400


async def test_who_finds_no_place_keeps_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as may be rendered at the same time are; the next one is told when to come again."""
    monkeypatch.setattr(own_letters, "AT_ONCE", 1)
    inner: list[httpx2.Response] = []
    typed = filled(LetterKind.EVIDENCE, name=CANARY)

    async def slowly(letter: Letter, written_as: WrittenAs) -> Any:
        if not inner:
            inner.append(await browser.post("/briefe/beweisliste", data=typed))
            inner.append(await browser.post("/briefe/beweisliste", data=typed | {"written_as": "text"}))
        return await letter_file.file_of(letter, written_as)

    monkeypatch.setattr(own_letters, "file_of", slowly)
    async with a_browser() as browser:
        outer = await browser.post("/briefe/beweisliste", data=filled(LetterKind.EVIDENCE))
    assert outer.status_code == 200
    refused, as_text = inner
    assert (as_text.status_code, CANARY in as_text.text) == (200, True), "costs nothing, and is what the sentence says"
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
    assert f'value="{CANARY}"' in refused.text
    assert own_letters.BUSY in refused.text


async def test_one_client_leaves_places_for_everybody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each PDF is rendered for as long as the next one is asked for."""
    statuses: list[int] = []
    asked_by = ["192.0.2.1"] * own_letters.AT_ONCE + ["192.0.2.2"]

    async def slowly(letter: Letter, written_as: WrittenAs) -> Any:
        while asked_by:
            await ask(asked_by.pop(0))
        return await letter_file.file_of(letter, written_as)

    async def ask(client: str) -> None:
        answer = await browser.post("/briefe/beweisliste", data=filled(LetterKind.EVIDENCE), headers={HEADER: client})
        statuses.append(answer.status_code)

    monkeypatch.setattr(own_letters, "file_of", slowly)
    async with a_browser() as browser:
        await ask(asked_by.pop(0))
    assert sorted(statuses) == [200] * (own_letters.OF_ONE + 1) + [503] * (own_letters.AT_ONCE - own_letters.OF_ONE)


async def test_who_asks_for_very_many_pdfs_is_told_that_a_text_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_letters, "PDF_OF_ONE", Rate(at_once=1, every=60))
    typed = filled(LetterKind.EVIDENCE, name=CANARY)
    async with a_browser() as browser:
        one, other = [{HEADER: f"192.0.2.{number}"} for number in (1, 2)]
        asked = [await browser.post("/briefe/beweisliste", data=typed, headers=by) for by in (one, one, other)]
        text = await browser.post("/briefe/beweisliste", data=typed | {"written_as": "text"}, headers=one)
    assert [each.status_code for each in (*asked, text)] == [200, 429, 200, 200]
    assert f'value="{CANARY}"' in asked[1].text
    assert own_letters.OFTEN in asked[1].text


async def test_a_letter_begins_with_the_file_number_of_whoever_comes_from_her_page() -> None:
    async with a_browser() as browser:
        for kind in LetterKind:
            there = f"/briefe/{BEFORE[kind].path}/mit-aktenzeichen"
            begun = await browser.post(there, data={"reference": "123 Js 4567/26"})
            assert begun.status_code == 200
            assert 'name="reference" type="text" value="123 Js 4567/26"' in begun.text
            assert f'action="/briefe/{BEFORE[kind].path}"' in begun.text
            assert "attempt" in begun.text
        assert (await browser.post("/briefe/nichts/mit-aktenzeichen", data={"reference": "1"})).status_code == 404


@pytest.mark.parametrize("typed", ["", "x" * 121, "1\u202e2"])
async def test_what_is_no_line_is_refused_at_its_field(typed: str) -> None:
    async with a_browser() as browser:
        refused = await browser.post("/briefe/beschwerde/mit-aktenzeichen", data={"reference": typed})
    assert refused.status_code == 422
    assert 'href="#f-reference"' in refused.text


def test_the_persons_page_leads_to_letters_that_are_there() -> None:
    assert {address.split("/")[2] for address, _ in LETTERS} <= set(BY_PATH)
