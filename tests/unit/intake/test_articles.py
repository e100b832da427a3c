"""What anybody may read is complete, dated and found, and each article ends with the ways to reach us."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import httpx2
import pytest
from bs4 import BeautifulSoup
from pydantic import ValidationError

from services.intake import articles
from services.intake.articles import FOLDER, ORDER, address, listed, named_in, search
from services.intake.main import TEMPLATES
from services.intake.night_lines import HOLDS_FOR
from services.intake.night_lines import listed as night_lines
from services.intake.pages.face import knowledge
from services.intake.pages.face.home import Point
from services.notification.own_letter_texts import BEFORE
from shared.clock import now
from shared.web import Pages
from tests.unit.web.app import client

POINT: Final = Point("0800 1234567", "hilfe@anlaufstelle.test")
SAME_ORIGIN: Final = {"Sec-Fetch-Site": "same-origin"}
PAGES: Final = Pages(TEMPLATES)
"""Templates are compiled once."""
COMPUTED = "/wissen/antragsfrist"
LETTERS: Final = {f"/briefe/{before.path}" for before in BEFORE.values()}
NAMED: Final = re.compile(r"§§? (\d+[a-z]?)(?:, (\d+[a-z]?))?")
HEAD: Final = "heading: Eins\nlead: Zwei."


@pytest.fixture
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    async with client(routers=(knowledge.router(PAGES, POINT, now),), profile="production") as browser:
        yield browser


def test_every_file_is_listed_and_no_address_begins_another() -> None:
    assert sorted(ORDER) == sorted(path.stem for path in FOLDER.glob("*.md"))
    assert [(one, other) for one in ORDER for other in ORDER if one != other and other.startswith(one)] == []


@pytest.mark.parametrize("name", ORDER)
def test_every_norm_that_an_article_names_is_dated_and_listed_and_every_listed_one_is_a_law(name: str) -> None:
    article = listed()[name]
    assert all(place.startswith("https://www.gesetze-im-internet.de/") for _, place in article.laws())
    named = {number for found in NAMED.findall(article.text) for number in found if number}
    assert named <= {norm.split()[1] for norm in article.norms}
    assert article.law_of is None or date(2026, 8, 1) <= article.law_of


@pytest.mark.parametrize("name", ORDER)
def test_every_place_within_that_an_article_leads_to_is_there(name: str) -> None:
    led = re.findall(r'href="([^"]+)"', listed()[name].html())
    within = [place for place in led if place.startswith("/")]
    assert set(within) <= {*map(address, ORDER), COMPUTED, *LETTERS} - {address(name)}
    assert all(place.startswith(("/", "https://", "tel:11")) for place in led)


def test_numbers_that_somebody_must_check_first_stand_in_no_article() -> None:
    checked = {re.sub(r"\D", "", line.phone) for line in night_lines()}
    texts = re.sub(r"[^\w]", "", " ".join(article.text for article in listed().values()))
    assert [number for number in checked if number in texts] == []


@pytest.mark.parametrize("name", ORDER)
async def test_an_article_ends_with_the_ways_to_reach_us(browser: httpx2.AsyncClient, name: str) -> None:
    page = BeautifulSoup((await browser.get(address(name))).text, "html.parser")
    assert [each.text for each in page.find_all("h1")] == [listed()[name].heading]
    last = page.select("main section")[-1]
    assert [each.text for each in last.find_all("h2")] == ["So erreichen Sie uns"]
    assert {link["href"] for link in last.find_all("a")} == {
        "tel:08001234567", "mailto:hilfe@anlaufstelle.test", "/anliegen/beginn",
    }  # fmt: skip


@pytest.mark.parametrize(("days", "is_shown"), [(1, True), (HOLDS_FOR.days + 1, False)])
async def test_who_thinks_of_dying_reads_numbers_to_speak_to_somebody_as_long_as_they_are_checked(
    days: int, is_shown: bool
) -> None:
    dated = {line.phone: line.checked_on for line in night_lines() if line.land is None and line.checked_on}
    newest = max(dated.values())
    checked = [phone for phone, on in dated.items() if on == newest]
    later = datetime.combine(newest, time(12), UTC) + timedelta(days=days)
    async with client(routers=(knowledge.router(PAGES, POINT, lambda: later),)) as browser:
        page = (await browser.get("/wissen/damit-leben")).text
        other = (await browser.get("/wissen/fuersorge")).text
    below = page.partition("steht gleich hier unten")[2]
    assert {f">{phone}</a>" in below for phone in checked} == {is_shown}
    assert ("Die Nummern finden Sie auf der Seite der" in below) is not is_shown
    assert "Auch nachts" not in other


async def test_what_is_looked_for_is_found_and_stands_in_no_address(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/wissen", data={"q": "Melderegister Sperre"}, headers=SAME_ORIGIN)
    found = re.findall(r'<li><a href="(/wissen/[^"]+)"', page.text)
    assert found[0] == "/wissen/auskunftssperre"
    assert len(found) < len(ORDER)
    assert 'method="post" action="/wissen"' in page.text
    assert (await browser.get("/wissen?words=Sperre")).text.count('<li><a href="/wissen/') == len(ORDER)


@pytest.mark.parametrize("words", ["", "ab", "Xylophon"])
async def test_where_nothing_is_found_everything_is_offered(browser: httpx2.AsyncClient, words: str) -> None:
    page = await browser.post("/wissen", data={"q": words}, headers=SAME_ORIGIN)
    assert page.status_code == 200
    assert page.text.count('<li><a href="/wissen/') == len(ORDER)
    assert ("Dazu steht hier nichts." in page.text) is (words == "Xylophon")


async def test_too_long_a_search_is_refused_and_stays(browser: httpx2.AsyncClient) -> None:
    page = await browser.post("/wissen", data={"q": "a" * 101}, headers=SAME_ORIGIN)
    assert page.status_code == 422
    assert "a" * 101 in page.text


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Strafantrag", "anzeige-und-antrag"),
        ("406d", "auskunft-im-verfahren"),
        ("§ 51", "auskunftssperre"),
        ("BEWEISE", "beweise-sichern"),
        ("beweise", "beweise-sichern"),
        ("Fuersorge", "fuersorge"),
        ("Schlaflosigkeit", "damit-leben"),
        ("Monaten nichts", "nichts-passiert"),
    ],
)
def test_words_are_found_however_they_are_written(typed: str, first: str) -> None:
    assert next(iter(search(typed))) == first


def test_a_message_that_names_an_article_shows_its_heading() -> None:
    assert named_in("Lesen Sie /wissen/fuersorge dazu.") == {"/wissen/fuersorge": listed()["fuersorge"].heading}


@pytest.mark.parametrize(
    "file",
    [
        pytest.param("heading: Eins\n\nText", id="without a lead"),
        pytest.param(f"{HEAD}\nnorms: § 1 StGB\n\nText", id="a norm without a date"),
        pytest.param(f"{HEAD}\nlaw_of: 2026-08-19\n\nText", id="a date of nothing"),
        pytest.param(f"{HEAD}\nheadline: Drei\n\nText", id="an unknown field"),
        pytest.param(HEAD, id="no text"),
    ],
)
def test_a_file_that_is_wrong_is_refused(file: str) -> None:
    with pytest.raises(ValidationError):
        articles.read(file)


def test_a_norm_that_leads_nowhere_and_html_in_a_file_are_noticed() -> None:
    with pytest.raises(ValueError, match="is not written like"):
        articles.law("Paragraf 77b")
    assert "<script>" not in articles.read(f"{HEAD}\n\n<script>alert(1)</script>").html()
