"""Who answers for the site, its barriers and its rules stand on pages that every public page leads to, and are true."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx2
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.retention_period import PERIODS
from services.intake.main import TEMPLATES
from services.intake.pages.face import legal
from services.intake.pages.face.home import Point
from services.intake.reading_time import HOURS
from services.intake.settings import Operator
from shared.clock import now
from shared.web import Pages
from tests.unit.web.app import ORIGIN, client

OPERATOR: Final = Operator(
    name="Trägerverein",
    address="Weg 1, 12345 Ort",
    represented_by="der Vorstand",
    mail="post@traeger.test",
    privacy_officer="datenschutz@traeger.test",
    authority="Aufsicht des Landes",
    press="presse@traeger.test",
    security="mailto:sicherheit@traeger.test",
    sign_language_video="https://traeger.test/dgs",
)
PAGES: Final = ("/impressum", "/datenschutz", "/barrierefreiheit", "/leichte-sprache", "/presse")
WORDS_OF_A_SENTENCE: Final = 12


@asynccontextmanager
async def reading(
    operator: Operator | None = OPERATOR, profile: str = "production"
) -> AsyncIterator[httpx2.AsyncClient]:
    routers = (legal.router(Pages(TEMPLATES), Point(), operator), legal.for_machines(ORIGIN, operator, now))
    async with client(routers=routers, profile=profile) as browser:
        yield browser


@pytest.mark.parametrize("path", [*PAGES, "/nirgends"])
async def test_every_public_page_leads_to_the_legal_ones(path: str) -> None:
    async with reading() as browser:
        page = (await browser.get(path, headers={"Accept": "text/html"})).text
    led = re.findall(r'href="([^"]+)"', page.partition("<footer")[2])
    assert led == ["/leichte-sprache", "/barrierefreiheit", "/datenschutz", "/impressum"]


async def test_what_the_law_wants_is_said() -> None:
    async with reading() as browser:
        imprint, privacy, access, press, _ = [
            (await browser.get(path)).text
            for path in ("/impressum", "/datenschutz", "/barrierefreiheit", "/presse", "/leichte-sprache")
        ]
    for said in (OPERATOR.name, OPERATOR.address, OPERATOR.represented_by, OPERATOR.mail):
        assert said in imprint
    for said in (OPERATOR.name, OPERATOR.privacy_officer, OPERATOR.authority):
        assert said in privacy
    for article in (
        "Artikel 6 Absatz 1 Buchstabe a",
        "Artikel 9 Absatz 2 Buchstabe a",
        "Artikel 7 Absatz 3",
        "Artikel 77",
    ):
        assert article in privacy
    for months in (PERIODS.case, PERIODS.case_ended_early, PERIODS.contact):
        assert f"nach {months} Monaten" in privacy
    for said in ("teilweise vereinbar", "28. November 2026", OPERATOR.mail, OPERATOR.arbitration):
        assert said in access
    assert OPERATOR.press in press
    assert 'unter <a href="/anliegen/vorbeugen">„Vorbeugen“</a>' in press
    assert "Demo" not in imprint + privacy + access + press


@pytest.mark.parametrize("path", ["/impressum", "/datenschutz", "/barrierefreiheit", "/presse"])
async def test_where_nobody_stands_behind_it_the_page_says_so(path: str) -> None:
    async with reading(None, "demo") as browser:
        page = await browser.get(path)
    assert page.status_code == 200
    assert "Hinter ihr steht keine Anlaufstelle" in page.text


@pytest.mark.parametrize("path", ["/barrierefreiheit", "/leichte-sprache"])
async def test_a_video_in_sign_language_is_shown_or_missed_but_never_pretended(path: str) -> None:
    without = OPERATOR.model_copy(update={"sign_language_video": ""})
    async with reading() as browser:
        there = (await browser.get(path)).text
    async with reading(without) as browser:
        missing = (await browser.get(path)).text
    assert ("https://traeger.test/dgs" in there) is (path == "/leichte-sprache")
    assert "https://traeger.test/dgs" not in missing
    assert ("Ein Video in Deutscher Gebärdensprache fehlt." in missing) is (path == "/barrierefreiheit")
    assert "Gebärdensprache fehlt" not in there


async def test_easy_language_has_short_sentences_and_says_the_true_hours() -> None:
    async with reading() as browser:
        page = BeautifulSoup((await browser.get("/leichte-sprache")).text, "html.parser")
    main = page.main
    assert main
    sentences = [each for part in main.find_all(["p", "li"]) for each in re.split(r"(?<=[.?!:])\s", part.text.strip())]
    assert len(sentences) > 40
    assert [each for each in sentences if len(each.split()) > WORDS_OF_A_SENTENCE] == []
    ((begin, end),) = HOURS.week[0]
    assert f"Von {begin // 60} Uhr bis {end // 60} Uhr." in sentences
    assert [bool(HOURS.week[day]) for day in range(7)] == [True] * 5 + [False] * 2


async def test_searches_find_the_articles_and_no_form() -> None:
    async with reading() as browser:
        robots = await browser.get("/robots.txt")
    assert robots.headers["content-type"].startswith("text/plain")
    closed = re.findall("^Disallow: (.+)$", robots.text, re.MULTILINE)
    assert {"/anliegen", "/rueckmeldung"} <= set(closed)
    assert not any("/wissen/x".startswith(path) or "/hilfe/nw".startswith(path) for path in closed)


async def test_who_found_a_hole_learns_where_to_say_it_and_nobody_is_named_without_a_contact() -> None:
    async with reading() as browser:
        answer = await browser.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == OPERATOR.security
    assert fields["Canonical"] == f"{ORIGIN}/.well-known/security.txt"
    assert datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%S%z") > now()
    async with reading(None, "demo") as browser:
        assert (await browser.get("/.well-known/security.txt")).status_code == 404


@given(st.integers(0, 30_000_000).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)))
def test_it_is_never_over_when_it_is_served_and_never_holds_for_a_year(at: datetime) -> None:
    (expires,) = re.findall("^Expires: (.+)$", legal.security_txt("mailto:a@b.test", ORIGIN, at), re.MULTILINE)
    assert at < datetime.strptime(expires, "%Y-%m-%dT%H:%M:%S%z") < at + timedelta(days=365)
