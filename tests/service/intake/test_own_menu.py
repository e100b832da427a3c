"""What a person can do stands in one menu, in the same place on each of her pages, and leads there."""

from pathlib import Path
from typing import Final

import httpx2
import pytest
from bs4 import BeautifulSoup, Tag

from services.intake.main import TEMPLATES
from tests.harness.services.intake import Place, let_in, on_follow_page

pytestmark = pytest.mark.engines

OWN: Final = '{% extends "face/own_page.html" %}'
BEFORE_THE_PAGE: Final = {"new_receipt_code"}
"""Only the code is on it, until it is noted."""
OF_ANOTHER_SERVICE: Final = {"/briefe"}
ONLY_FOR_HERSELF: Final = {"/rueckmeldung/post", "/briefe", "/rueckmeldung/stellen", "/rueckmeldung/hilfe"}


def menu(page: str) -> Tag:
    """Raises where it is not the first thing of the content."""
    main = BeautifulSoup(page, "html.parser").select_one("main")
    assert main
    first = next(each for each in main.find_all(recursive=False) if each.get("id") not in ("fehler", "erledigt"))
    assert first.name == "nav"
    assert first.get_text(" ", strip=True).startswith("Was möchten Sie tun?")
    return first


def leads_to(found: Tag) -> list[str]:
    return [str(link["href"]) for link in found.find_all("a")]


def test_each_page_with_a_form_of_the_thread_has_it() -> None:
    forms = {
        each for each in (Path(TEMPLATES) / "face").glob("*.html") if "of_thread(attempt, thread)" in each.read_text()
    }
    pages = {each.stem for each in forms if "{% extends" in each.read_text()}
    assert pages - BEFORE_THE_PAGE == {each.stem for each in forms if each.read_text().startswith(OWN)}
    assert len(pages) > 10


@pytest.mark.parametrize("reason", ["counselling", "on_behalf"])
async def test_it_is_the_same_on_every_page_that_it_leads_to(
    reason: str, place: Place, browser: httpx2.AsyncClient
) -> None:
    await let_in(browser, reason=reason)
    on_follow = leads_to(menu((await browser.get("/rueckmeldung")).text))
    assert bool(ONLY_FOR_HERSELF & set(on_follow)) is (reason == "counselling")
    for each in set(on_follow) - OF_ANOTHER_SERVICE:
        page = await browser.get(each)
        assert page.status_code == 200, each
        shown = menu(page.text)
        assert leads_to(shown) == on_follow
        assert [str(link["href"]) for link in shown.select('[aria-current="page"]')] == [each.partition("#")[0]]


async def test_it_stands_above_what_was_refused_and_not_where_the_code_is_asked_for(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    fields = await on_follow_page(browser)
    refused = await browser.post("/rueckmeldung/post", data=fields)
    assert refused.status_code == 422
    assert "/rueckmeldung/stellen" in leads_to(menu(refused.text))
    browser.cookies.clear()
    asked = await browser.post("/rueckmeldung/post", data=fields | {"kind": "other", "received_on": "2026-01-02"})
    assert asked.status_code == 401
    assert "Was möchten Sie tun?" not in asked.text


@pytest.mark.parametrize("reason", ["counselling", "on_behalf"])
@pytest.mark.parametrize(
    ("of", "wrong"),
    [
        *(("nachricht", {}), ("anruf", {}), ("beweise", {}), ("wort", {})),
        *(("auskunft", {"text": "a" * 30_001}), ("loeschen", {"text": "a" * 30_001})),
        ("kontakt", {"channel": "mail", "address": "keine"}),
    ],
    ids=lambda said: said if isinstance(said, str) else "",
)
async def test_it_loses_nothing_where_a_form_is_refused(
    of: str, wrong: dict[str, str], reason: str, place: Place, browser: httpx2.AsyncClient
) -> None:
    await let_in(browser, reason=reason)
    on_follow = leads_to(menu((await browser.get("/rueckmeldung")).text))
    refused = await browser.post(f"/rueckmeldung/{of}", data=await on_follow_page(browser) | wrong)
    assert refused.status_code == 422
    assert leads_to(menu(refused.text)) == on_follow
