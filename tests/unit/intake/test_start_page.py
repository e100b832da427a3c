"""What somebody reads first: who is there and when, whom to ring in danger, and how to leave; nothing is invented."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Final

import httpx2
import pytest

from services.intake.main import TEMPLATES
from services.intake.pages.face import home, report
from services.intake.pages.face.follow_cookie import FollowCookie
from services.intake.pages.face.sent_report import SentReport
from services.intake.settings import Operator
from shared.clock import BERLIN
from shared.sealing.keys import encode
from shared.secret import fixed
from shared.store import connect
from shared.web import Pages
from tests.harness.services.intake import PEPPER, face_over
from tests.unit.intake.test_legal_pages import OPERATOR
from tests.unit.web.app import client

SATURDAY_NIGHT: Final = datetime(2026, 11, 28, 23, tzinfo=BERLIN)
PAGES: Final = Pages(TEMPLATES)
"""Templates are compiled once."""
FRIDAY: Final = datetime(2026, 11, 27, 10, tzinfo=BERLIN)
POINT: Final = home.Point("0800 1234567", "hilfe@anlaufstelle.test")


@asynccontextmanager
async def at(
    now: datetime, point: home.Point = POINT, profile: str = "production", operator: Operator | None = None
) -> AsyncIterator[httpx2.AsyncClient]:
    store = connect("mongodb://127.0.0.1:9/", "nowhere")
    face = replace(face_over(store), clock=lambda: now)
    pages = PAGES
    key = fixed(encode(bytes(32)))
    cookie = FollowCookie(face.clock, PEPPER.encode(), key)
    reports = report.ReportPage(face, pages, SentReport(face.clock, key)).router()
    routers = (home.router(face, pages, cookie, point, operator), reports)
    async with client(routers=routers, profile=profile) as browser:
        yield browser
    await store.close()


async def test_on_a_saturday_night_nobody_is_there_and_the_next_time_is_a_day_and_an_hour() -> None:
    async with at(SATURDAY_NIGHT) as browser:
        page = (await browser.get("/")).text
    assert "montags bis freitags von 9 bis 16 Uhr" in page
    assert "Jetzt ist niemand da, das nächste Mal am Montag, 30. November 2026, ab 9 Uhr." in page


async def test_in_opening_hours_somebody_is_there() -> None:
    async with at(FRIDAY) as browser:
        page = (await browser.get("/")).text
    assert "Jetzt ist jemand da, heute noch bis 16 Uhr." in page
    assert "Jetzt ist niemand da" not in page


async def test_number_and_address_stand_there_only_where_they_are_configured() -> None:
    async with at(FRIDAY) as browser:
        page = (await browser.get("/")).text
    assert '<a href="tel:08001234567">0800 1234567</a>' in page
    assert "hilfe@anlaufstelle.test" in page
    assert "erfunden" not in page
    async with at(FRIDAY, home.Point()) as browser:
        page = (await browser.get("/")).text
    assert re.findall(r"tel:\d+", page) == ["tel:110"]
    assert "mailto:" not in page


async def test_in_a_demo_they_are_marked_as_invented() -> None:
    async with at(FRIDAY, profile="demo") as browser:
        assert "Nummer und Adresse sind erfunden." in (await browser.get("/")).text


@pytest.mark.parametrize(
    ("operator", "said"), [(OPERATOR, "Trägerverein. Wir arbeiten"), (None, "steht keine Anlaufstelle")]
)
async def test_who_stands_behind_it_is_said_on_the_first_page(operator: Operator | None, said: str) -> None:
    async with at(FRIDAY, operator=operator) as browser:
        assert said in (await browser.get("/")).text


@pytest.mark.parametrize("path", ["/", "/anliegen", "/wissen", "/wissen/vorbeugen", "/datenschutz", "/nirgends"])
async def test_the_police_and_the_way_out_stand_on_top_of_every_page(path: str) -> None:
    async with at(FRIDAY) as browser:
        page = (await browser.get(path, headers={"Accept": "text/html"})).text
    above = page.partition("<header")[0]
    assert '<a href="tel:110">110</a>' in above
    assert '<a class="leave" href="/verlassen" rel="noreferrer">' in above
    assert "Der Verlauf Ihres Browsers bleibt." in above


async def test_whoever_leaves_is_elsewhere_and_nothing_stays_open() -> None:
    async with at(FRIDAY) as browser:
        left = await browser.get("/verlassen")
    assert (left.status_code, left.headers["location"]) == (303, home.ELSEWHERE)
    assert "__Host-lotse-follow=" in left.headers["set-cookie"]
    assert "Max-Age=0" in left.headers["set-cookie"]


async def test_the_limits_of_what_stays_here_are_read_before_anything_is_written() -> None:
    async with at(SATURDAY_NIGHT) as browser:
        page = (await browser.get("/anliegen")).text
    before = page.partition("<textarea")[0]
    for limit in ("ein Leben in Gefahr", "§ 138 StGB", "die Aussage zu verweigern"):
        assert limit in before


async def test_it_is_said_before_sending_that_this_is_no_emergency_line_and_when_somebody_reads() -> None:
    async with at(SATURDAY_NIGHT) as browser:
        form = (await browser.get("/anliegen")).text.partition("<form")[2]
    told = form.partition("Vertraulich absenden")[0]
    assert "Das ist kein Notruf." in told
    assert "das nächste Mal am Montag, 30. November 2026, ab 9 Uhr" in told
    assert '<a href="tel:110">110</a>' in told


async def test_the_form_asks_for_the_text_and_the_way_and_folds_all_else() -> None:
    async with at(FRIDAY) as browser:
        form = (await browser.get("/anliegen")).text.partition("<form")[2].partition("</form>")[0]
    folded = re.sub(r"<details>.*?</details>", "", form, flags=re.DOTALL)
    asked = re.findall(r'<(?:textarea|select|input)\b[^>]*\bname="(\w+)"', folded)
    by_itself = ("attempt", "form_token", "no_scripts")
    assert [name for name in asked if name not in by_itself] == ["text", "channel", "address"]
    consequence = form.partition("Anonymität")[2].partition('name="anonymous"')[0]
    assert "ein Strafantrag geht nicht anonym" in consequence


async def test_who_lost_the_code_reads_what_happens_and_how_to_go_on() -> None:
    async with at(SATURDAY_NIGHT) as browser:
        page = (await browser.get("/rueckmeldung/verloren")).text
    assert "Ihr Anliegen ist nicht verloren." in page
    assert "das nächste Mal am Montag, 30. November 2026, ab 9 Uhr" in page
    assert 'href="/anliegen"' in page.partition("<main")[2]
    assert '<a href="tel:08001234567">' in page


OF_THREATS: Final = {"reported", "threat_kinds", "urgency", "needs", "wishes", "person"}


def asked_in(page: str) -> set[str]:
    form = page.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    return set(re.findall(r'name="(\w+)"', form))


@pytest.mark.parametrize("path", ["/", "/anliegen/beginn"])
async def test_the_first_question_leads_each_to_their_own_page_and_no_further(path: str) -> None:
    async with at(FRIDAY) as browser:
        page = (await browser.get(path)).text
        led = re.findall(r'<li><a href="([^"]+)"><strong>', page)
        assert led == ["/anliegen/selbst", "/anliegen/andere", "/anliegen/vorbeugen", "/presse"]
        assert [(await browser.get(form)).status_code for form in led[:3]] == [200] * 3


@pytest.mark.parametrize(
    ("path", "reason", "person"),
    [
        ("/anliegen", "unknown", "unknown"),
        ("/anliegen/selbst", "counselling", "self"),
        ("/anliegen/andere", "on_behalf", "unknown"),
    ],
)
async def test_the_answer_travels_into_the_form_and_may_be_changed(path: str, reason: str, person: str) -> None:
    async with at(FRIDAY) as browser:
        page = (await browser.get(path)).text
    chosen = re.findall(r'<option value="(\w+)" selected>', page)
    assert chosen.count(reason) >= 1
    assert person in chosen
    assert asked_in(page) >= OF_THREATS | {"reason", "text"}
    assert "<details>" in page, "what was answered is folded with the rest"


async def test_who_wants_to_prevent_is_asked_nothing_of_threats() -> None:
    async with at(FRIDAY) as browser:
        page = (await browser.get("/anliegen/vorbeugen")).text
    assert not asked_in(page) & OF_THREATS
    assert '<input type="hidden" name="reason" value="prevention">' in page


async def test_a_form_of_prevention_comes_back_as_one_and_a_whole_form_comes_back_whole() -> None:
    async with at(FRIDAY) as browser:
        browser.headers["Sec-Fetch-Site"] = "same-origin"
        sent = {"text": " ", "reason": "prevention"}
        prevention = await browser.post("/anliegen", data=sent)
        whole = await browser.post("/anliegen", data=sent | {"urgency": "unknown", "threat_kinds": ["threat"]})
    assert (prevention.status_code, whole.status_code) == (422, 422)
    assert not asked_in(prevention.text) & OF_THREATS
    assert asked_in(whole.text) >= OF_THREATS
    assert re.search(r'value="threat" checked', whole.text)


async def test_an_answer_that_nobody_offered_is_not_there() -> None:
    async with at(FRIDAY) as browser:
        assert (await browser.get("/anliegen/canary")).status_code == 404
