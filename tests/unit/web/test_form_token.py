"""A form of our own is taken from a browser that cannot say where it comes from; a form of another page is not."""

import html
import re
from collections.abc import AsyncIterator
from typing import Annotated

import httpx2
import pytest
from fastapi import APIRouter, Depends

from shared.web.form_token import COOKIE, FIELD, put_into, token
from shared.web.forms import Form, Receiving, Sent
from tests.harness.staff_cookies import cookie_of
from tests.unit.web.app import ORIGIN, client
from tests.unit.web.test_session import fresh

NULL = {"origin": "null"}
MODERN = {"sec-fetch-site": "same-origin"}
FORM_TYPE = {"content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8"}


class Three(Form):
    a: str
    b: str
    c: str = ""


def routes() -> APIRouter:
    router = APIRouter()

    @router.post("/formular")
    async def send(form: Annotated[Sent[Three], Depends(Receiving(Three))]) -> dict[str, str]:
        form.read()
        return dict(form.fields)

    return router


class OldBrowser:
    """Has opened a page of the desk, which has a form: the one that signs out."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http = http
        self.cookies = cookie_of(fresh())["Cookie"]
        self.token = ""

    async def open(self) -> httpx2.Response:
        page = await self.http.get("/seite", headers={"cookie": self.cookies})
        if found := re.search(rf'name="{FIELD}" value="([^"]+)"', page.text):
            self.token = html.unescape(found[1])
        for name, value in page.cookies.items():
            self.cookies += f"; {name}={value}"
        return page

    async def post(self, shown: str | None, headers: dict[str, str] = NULL) -> httpx2.Response:
        body = "a=1&b=%C3%A4+%26&" + (f"{FIELD}={shown}&" if shown is not None else "") + "c="
        return await self.http.post("/formular", content=body, headers=FORM_TYPE | headers | {"cookie": self.cookies})


async def test_an_old_browser_sends_our_form_and_the_handler_sees_nothing_of_the_token() -> None:
    async with client("staff", (routes(),)) as http:
        browser = OldBrowser(http)
        page = await browser.open()
        with_null, without = await browser.post(browser.token), await browser.post(browser.token, {})

    assert page.headers.get_list("set-cookie")[0].endswith("; Path=/; Secure; HttpOnly; SameSite=Strict")
    assert (with_null.status_code, without.status_code) == (200, 200)
    assert with_null.json() == without.json() == {"a": "1", "b": "ä &", "c": ""}


async def test_every_tab_of_a_browser_has_a_token_that_stays_good() -> None:
    async with client("staff", (routes(),)) as http:
        browser = OldBrowser(http)
        await browser.open()
        first = browser.token
        again = await browser.open()

        assert "set-cookie" not in again.headers
        assert browser.token == first
        assert (await browser.post(first)).status_code == 200


async def test_without_the_token_or_with_anothers_it_is_refused() -> None:
    async with client("staff", (routes(),)) as http:
        hers, his = OldBrowser(http), OldBrowser(http)
        await hers.open()
        await his.open()
        refused = [await hers.post(each) for each in (None, "", "x", his.token, hers.token + "A", "%C3%A4")]

    assert [answer.status_code for answer in refused] == [400] * 6


async def test_without_the_cookie_no_token_is_good() -> None:
    async with client("staff", (routes(),)) as http:
        browser = OldBrowser(http)
        answers = [await browser.post(token("")), await browser.post(token("A" * 43))]
        browser.cookies += f"; {COOKIE}="
        answers.append(await browser.post(token("")))

    assert [answer.status_code for answer in answers] == [400] * 3


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://other.example.org"}, 400),
        ({"sec-fetch-site": "cross-site", "origin": "null"}, 400),
        ({"sec-fetch-site": "none"}, 400),
        ({"origin": ORIGIN}, 200),
        (MODERN, 200),
    ],
)
async def test_what_a_browser_says_holds_over_the_token(headers: dict[str, str], status: int) -> None:
    async with client("staff", (routes(),)) as http:
        browser = OldBrowser(http)
        await browser.open()
        answer = await browser.post(browser.token, headers)

    assert answer.status_code == status
    if status == 200:
        assert answer.json() == {"a": "1", "b": "ä &", "c": ""}


async def test_who_has_fetch_metadata_gets_neither_token_nor_cookie() -> None:
    async with client("staff") as http:
        page = await http.get("/seite", headers=MODERN | cookie_of(fresh()))

    assert "<form" in page.text
    assert FIELD not in page.text
    assert "set-cookie" not in page.headers


async def test_a_page_without_a_form_sets_no_cookie() -> None:
    async with client() as http:
        page = await http.get("/seite")

    assert "<form" not in page.text
    assert "set-cookie" not in page.headers


def test_each_form_that_is_posted_has_it_and_no_other() -> None:
    forms = '<form class="a" method="post">1</form>', '<form method="get">2</form>', '<form\n method="post">3</form>'
    with_token, _ = put_into("\n".join(forms), {COOKIE: "A" * 43})

    assert [FIELD in each for each in with_token.split("</form>")] == [True, False, True, False]


async def test_a_body_that_is_too_large_is_told_so_before_its_origin_matters() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(800):
            yield b"x" * 1_024

    async with client("staff", (routes(),)) as http:
        answer = await http.post("/formular", content=chunks(), headers=FORM_TYPE | MODERN)

    assert answer.status_code == 413
    assert "zu groß" in answer.text


HEADED = ["/seite", "/nirgends", "/static/lotse.css", "/desk/faelle", "/api/probe/away", "/api/probe/openapi.json"]


@pytest.mark.parametrize("path", HEADED)
async def test_head_answers_like_get_without_the_body(path: str) -> None:
    async with client("staff") as http:
        got, head = await http.get(path, headers=MODERN), await http.head(path, headers=MODERN)

    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers.get("content-length") == got.headers.get("content-length")
    assert head.headers.get("content-type") == got.headers.get("content-type")
    assert head.headers.get("location") == got.headers.get("location")


async def test_head_is_refused_where_there_is_no_get() -> None:
    async with client() as http:
        answer = await http.head("/api/probe/submissions")

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
