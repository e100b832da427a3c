"""A sign-in ends while its person types: what was sent is there again after the next one, and for nobody else."""

import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import unquote, urlencode

import httpx2
import pytest
from fastapi import APIRouter, Depends
from markupsafe import escape

from shared.clock import now
from shared.store import Store, connect, prepare
from shared.web import Staff, staff
from shared.web.forms import Form, Receiving, Sent
from shared.web.interrupted import AT_MOST, INDEXES, LASTS, ROWS, InterruptedForms, RawForm
from tests.harness.services.recording_service import a_store
from tests.harness.staff_cookies import cookie_pair
from tests.unit.web.app import client
from tests.unit.web.test_session import ANNA, fresh

pytestmark = pytest.mark.engines

PATH = "/desk/probe/1/messages"
TEXT = "Sehr geehrte Frau Muster,\nich habe „alles“ gelesen & rufe an. <b>Grüße</b> 😀"
FIELDS = [("attempt", "A" * 32), ("seen", "3"), ("text", TEXT), ("needs", "legal"), ("needs", "peer"), ("empty", "")]
SAME = {"sec-fetch-site": "same-origin"}
Me = Annotated[Staff, Depends(staff("counsellor"))]


class Answer(Form):
    attempt: str
    seen: int
    text: str
    needs: tuple[str, ...]
    empty: str = ""


def routes() -> APIRouter:
    router = APIRouter()

    @router.post(PATH)
    async def send(form: Annotated[Sent[Answer], Depends(Receiving(Answer))], me: Me) -> dict[str, Any]:
        return dict(form.fields)

    return router


class Browser:
    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http = http
        self.jar: dict[str, str] = {}

    def signed_in(self, who: Staff) -> None:
        name, _, value = cookie_pair(who).partition("=")
        self.jar[name] = value

    async def get(self, path: str) -> httpx2.Response:
        return self._kept(await self.http.get(path, headers=SAME | self._cookies()))

    async def post(self, fields: list[tuple[str, str]], **headers: str) -> httpx2.Response:
        form = {"content-type": "application/x-www-form-urlencoded"}
        body = urlencode(fields).replace("%0A", "%0D%0A")
        return self._kept(await self.http.post(PATH, content=body, headers=SAME | self._cookies() | form | headers))

    def _cookies(self) -> dict[str, str]:
        return {"cookie": "; ".join(f"{name}={value}" for name, value in self.jar.items())}

    def _kept(self, answer: httpx2.Response) -> httpx2.Response:
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.jar[name] = value
            if "Max-Age=0" in line:
                del self.jar[name]
        return answer


def over(who: Staff = ANNA) -> Staff:
    return replace(who, began=now() - timedelta(hours=1), seen=now() - timedelta(minutes=31))


def next_page(answer: httpx2.Response) -> str:
    """No redirect: browsers let no form be redirected to the identity provider's origin."""
    assert answer.status_code == 401
    onwards = re.search(r'http-equiv="refresh" content="0; url=/desk/anmelden\?next=([^"]*)"', answer.text)
    assert onwards
    return unquote(html.unescape(onwards[1]))


def form_of(page: httpx2.Response) -> tuple[str, list[tuple[str, str]]]:
    form = page.text[page.text.index('<form method="post" action="/desk/probe') :]
    inputs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    action = re.search(r'action="([^"]*)"', form)
    assert action
    return html.unescape(action[1]), [(html.unescape(name), html.unescape(value)) for name, value in inputs]


@pytest.fixture
async def store(mongo: str, store_name: str) -> AsyncIterator[Store]:
    async with a_store(mongo, store_name) as store:
        await prepare(store, INDEXES)
        yield store


@pytest.fixture
async def browser(store: Store) -> AsyncIterator[Browser]:
    async with client("staff", (routes(),), InterruptedForms(store)) as http:
        yield Browser(http)


async def test_what_was_sent_too_late_is_shown_after_the_sign_in_and_sent_as_it_was(browser: Browser) -> None:
    browser.signed_in(over())
    there = next_page(await browser.post(FIELDS))
    browser.signed_in(fresh())
    page = await browser.get(there)
    action, fields = form_of(page)
    sent = await browser.post(fields)

    assert there.startswith("/desk/fortsetzen/")
    assert page.status_code == 200
    assert [str(escape(line)) in page.text for line in TEXT.split("\n")] == [True, True]
    assert "<b>" not in page.text
    assert action == PATH
    assert sent.json() == {
        "attempt": "A" * 32,
        "seen": "3",
        "text": TEXT.replace("\n", "\r\n"),
        "needs": ["legal", "peer"],
        "empty": "",
    }


async def test_a_reload_shows_it_again_and_it_ends_after_a_quarter_of_an_hour(store: Store) -> None:
    began = now()
    times = iter([began, began, began + LASTS - timedelta(seconds=1), began + LASTS])
    forms = InterruptedForms(store, lambda: next(times))
    kept = await forms.keep(RawForm(PATH, b"text=a"), "anna", PATH, {})
    cookies = dict([kept.cookies[0].partition(";")[0].split("=", 1)])
    found = [await forms.find(kept.address.rpartition("/")[2], "anna", cookies) for _ in range(3)]

    assert found == [RawForm(PATH, b"text=a"), RawForm(PATH, b"text=a"), None]


async def test_who_signs_in_as_somebody_else_or_elsewhere_does_not_see_it(browser: Browser) -> None:
    browser.signed_in(over())
    there = next_page(await browser.post(FIELDS))
    browser.signed_in(fresh(sub="jan"))
    as_another = await browser.get(there)
    elsewhere = Browser(browser.http)
    elsewhere.signed_in(fresh())
    by_link = await elsewhere.get(there)
    unknown = await elsewhere.get("/desk/fortsetzen/AAAAAAAAAAAAAAAA")

    assert [as_another.status_code, by_link.status_code, unknown.status_code] == [404] * 3
    assert "nicht mehr da" in by_link.text
    assert "Muster" not in as_another.text + by_link.text


async def test_without_a_sign_in_it_leads_to_the_sign_in_first(browser: Browser) -> None:
    browser.signed_in(over())
    there = next_page(await browser.post(FIELDS))

    answer = await browser.get(there)
    assert (answer.status_code, unquote(answer.headers["location"])) == (303, f"/desk/anmelden?next={there}")


async def test_the_store_has_nothing_that_it_could_read(browser: Browser, store: Store) -> None:
    browser.signed_in(over())
    await browser.post(FIELDS)
    row = await store[ROWS].find_one({})

    assert row is not None
    assert row.keys() == {"_id", "box", "until"}
    assert b"Muster" not in row["box"]
    assert not any(value in str(row) for value in browser.jar.values())


async def test_who_was_never_signed_in_has_nothing_kept_and_sees_it_still(browser: Browser, store: Store) -> None:
    nobody = await browser.post(FIELDS)
    browser.jar["__Host-lotse-staff"] = "AAAA"
    unreadable = await browser.post(FIELDS)

    for answer in (nobody, unreadable):
        assert answer.status_code == 401
        assert "Muster" in answer.text
        assert "Noch einmal absenden" in answer.text
    assert await store[ROWS].count_documents({}) == 0


async def test_another_tab_keeps_its_own_and_one_browser_keeps_a_few(browser: Browser) -> None:
    browser.signed_in(over())
    pages = [next_page(await browser.post([("text", f"Tab {tab}")])) for tab in range(AT_MOST)]
    browser.signed_in(fresh())
    shown = [await browser.get(page) for page in pages]
    browser.signed_in(over())
    for tab in range(20):
        await browser.post([("text", f"Später {tab}")])

    assert [f"Tab {tab}" in page.text for tab, page in enumerate(shown)] == [True] * AT_MOST
    assert len([name for name in browser.jar if name.startswith("__Host-lotse-form-")]) == AT_MOST


async def test_a_form_by_htmx_is_kept_as_well(browser: Browser) -> None:
    browser.signed_in(over())
    answer = await browser.post(FIELDS, **{"hx-request": "true", "hx-current-url": "https://lotse.example.org/desk/x"})

    assert answer.status_code == 401
    assert unquote(answer.headers["hx-redirect"]).startswith("/desk/anmelden?next=/desk/fortsetzen/")


async def test_the_longest_text_is_kept_whole(browser: Browser) -> None:
    browser.signed_in(over())
    there = next_page(await browser.post([("text", "😀" * 30_000)]))
    browser.signed_in(fresh())

    assert form_of(await browser.get(there))[1] == [("text", "😀" * 30_000)]


async def test_while_the_store_is_away_the_browser_still_has_it() -> None:
    away = connect("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50", "nowhere")
    async with client("staff", (routes(),), InterruptedForms(away)) as http:
        browser = Browser(http)
        browser.signed_in(over())
        answer = await browser.post(FIELDS)
    await away.close()

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
