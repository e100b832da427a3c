"""Whatever address comes in, no answer leads anybody off our origin, and none repeats the caller's name for us."""

import re
from urllib.parse import quote

import httpx2
import pytest
from fastapi import APIRouter, Form
from hypothesis import example, given
from hypothesis import strategies as st

from shared.web import build
from shared.web.own_path import ORIGIN as OWN
from shared.web.own_path import is_plain, own_path
from tests.harness.staff_cookies import cookie_of
from tests.unit.web.app import ORIGIN, PAGES, routes, settings
from tests.unit.web.test_session import fresh

BROWSERS_DROP = re.compile("[\t\n\r]")
ANYTHING = st.text(st.sampled_from("/\\.?#@:%2fFeE5cC0aA09d \t\n\r\0\x7f\u2028ähost[]") | st.characters(), max_size=40)
BAD_PATHS = (
    "//evil.example.org",
    "/%5Cevil.example.org",
    "/%09/evil.example.org",
    "/desk//x",
    "/desk/%2e%2e//e",
    "/%0d/x",
)


def as_browsers_read(address: str) -> str:
    """The origin, by the rules of the URL standard that matter here: dropped characters, and backslashes as slashes."""
    read = BROWSERS_DROP.sub("", address).strip("".join(map(chr, range(33)))).replace("\\", "/")
    if re.match("[A-Za-z][A-Za-z0-9+.-]*:", read):
        return "elsewhere"
    return "elsewhere" if read.startswith("//") else OWN


@given(ANYTHING)
@example("/desk/faelle?a=1#b")
@example("/..//evil.example.org")
@example("//[")
def test_what_is_taken_stays_on_our_origin_for_every_browser(address: str) -> None:
    taken = own_path(address, "")
    assert taken in ("", address)
    if taken:
        assert as_browsers_read(taken) == OWN
        assert is_plain(re.split("[?#]", taken)[0])


@pytest.mark.parametrize("path", ["/", "/desk", "/desk/", "/desk/faelle", "/desk/cases/1", "/a.b/c_d~e", "/ä", "/a b"])
def test_a_path_that_everybody_reads_alike_is_plain(path: str) -> None:
    assert is_plain(path)


@pytest.mark.parametrize(
    "path", ["", "desk", "//", "/a//b", "/..", "/a/./b", "/a\\b", "/\t", "/\x85", "/a\x00", "/%2e%2e/a"]
)
def test_a_path_that_is_read_in_several_ways_is_not(path: str) -> None:
    assert not is_plain(path)


def slashed() -> APIRouter:
    router = APIRouter()

    @router.post("/with/slash/")
    async def one(text: str = Form("")) -> None: ...

    @router.get("/without/slash")
    async def other() -> None: ...

    return router


async def asked(path: str, method: str = "GET", **headers: str) -> httpx2.Response:
    app = build("probe", settings(), [routes(), slashed()], door="staff", origin=ORIGIN, templates=PAGES)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ORIGIN) as http:
        body = {"content": "text=Lange getippt.", "headers": headers} if method == "POST" else {"headers": headers}
        return await http.request(method, httpx2.URL(ORIGIN).copy_with(raw_path=path.encode()), **body)


@pytest.mark.parametrize("path", BAD_PATHS)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("signed_in", [True, False])
async def test_a_path_that_leads_away_is_not_there_and_is_not_repeated(path: str, method: str, signed_in: bool) -> None:
    form = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
    answer = await asked(path, method, **form, **(cookie_of(fresh()) if signed_in else {}))

    assert answer.status_code == 404
    assert not {"location", "hx-redirect"} & set(answer.headers)
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("path", "method"),
    [
        *(("/with/slash", "POST"), ("/without/slash/", "GET"), ("/static", "GET"), ("/desk/faelle/", "GET")),
        *(("/desk/faelle", "GET"), ("/desk/faelle", "POST"), ("/seite", "POST")),
    ],
)
async def test_no_answer_names_the_host_that_the_caller_named(path: str, method: str) -> None:
    answer = await asked(path, method, host="evil.example.org", origin="https://evil.example.org")

    assert "evil" not in f"{answer.text} {dict(answer.headers)}"
    assert answer.headers.get("location", "/").startswith("/")


@pytest.mark.parametrize("next_page", ["//evil.example.org", "/\\evil.example.org", "https://evil.example.org"])
async def test_an_address_with_a_query_that_leads_away_leads_to_the_desk(next_page: str) -> None:
    answer = await asked(f"/desk/faelle?next={quote(next_page)}")

    assert answer.headers["location"].startswith("/desk/anmelden?next=/desk/faelle%3Fnext%3D")
