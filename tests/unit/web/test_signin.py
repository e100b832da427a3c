import html
import re
from datetime import timedelta
from urllib.parse import parse_qs, quote, urlsplit

import httpx2
import pytest
from fastapi import FastAPI

from infra.demo import identity
from shared.errors import Malformed
from shared.secret import fixed
from shared.web import Staff, signin
from shared.web.authentication_request import AT_MOST, PREFIX, AuthenticationRequests
from shared.web.oidc import Provider
from shared.web.signin import from_claims
from tests.unit.web.app import COOKIE_KEY, ORIGIN, PAGES, client, settings
from tests.unit.web.test_session import BEGAN, cookie, fresh

ISSUER = "https://issuer.example.org"
BACK = f"{ORIGIN}/desk/anmelden/zurueck"


async def forget(who: Staff) -> None:
    """Nobody else has to know."""


class Browser:
    """Keeps `__Host-` cookies and follows what a person at the desk would."""

    def __init__(self, provider: FastAPI | None = None, client_id: str = "lotse-desk") -> None:
        demo = provider or identity.build(ISSUER, "lotse-desk", BACK)
        self.wire = httpx2.ASGITransport(demo)
        router = signin.router(settings(), PAGES, forget, Provider(ISSUER, client_id, BACK, self.wire))
        self.http = client("staff", (router,))
        self.jar: dict[str, str] = {}

    async def open(self, address: str) -> httpx2.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        answer = await self.http.get(address, headers={"cookie": cookies})
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.jar[name] = value
            if "Max-Age=0" in line:
                del self.jar[name]
        return answer

    async def begin(self, next_page: str = "/desk/faelle") -> str:
        return (await self.open(f"/desk/anmelden?next={quote(next_page)}")).headers["location"]

    async def choose(self, address: str, person: str) -> str:
        async with httpx2.AsyncClient(transport=self.wire) as http:
            page = await http.get(address)
        found = re.search(rf'href="([^"]+)">[^<]*{person}', page.text)
        assert found
        return html.unescape(found[1])


async def test_a_counsellor_signs_in_and_is_where_she_wanted_to_be() -> None:
    browser = Browser()
    there = await browser.begin()
    back = await browser.open(await browser.choose(there, "counsellor"))

    assert back.status_code == 200
    assert '<meta http-equiv="refresh" content="0; url=/desk/faelle">' in back.text
    assert (await browser.open("/desk/faelle")).status_code == 200


@pytest.mark.parametrize(("role", "home"), [("supervisor", "/desk"), ("operator", "/statistics/betrieb")])
async def test_who_wanted_nothing_special_begins_where_their_work_is(role: str, home: str) -> None:
    browser = Browser()
    back = await browser.open(await browser.choose(await browser.begin("/desk"), role))

    assert f'content="0; url={home}">' in back.text


async def test_the_provider_learns_a_challenge_and_never_the_verifier() -> None:
    query = parse_qs(urlsplit(await Browser().begin()).query)

    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == [BACK]
    assert "code_verifier" not in query


async def test_an_answer_that_this_browser_did_not_ask_for_is_refused() -> None:
    hers, his = Browser(), Browser()
    address = await hers.choose(await hers.begin(), "counsellor")
    await his.begin()

    assert (await his.open(address)).status_code == 400
    assert (await Browser().open(address)).status_code == 400
    assert "__Host-lotse-staff" not in his.jar


async def test_a_code_is_good_once_and_a_made_up_one_never() -> None:
    browser = Browser()
    address = await browser.choose(await browser.begin(), "counsellor")
    state = parse_qs(urlsplit(address).query)["state"][0]

    assert (await browser.open(f"{BACK}?code=invented&state={state}")).status_code == 400
    assert (await browser.open(address)).status_code == 200
    await browser.begin()
    assert (await browser.open(address)).status_code == 400


async def test_a_token_for_another_client_is_refused() -> None:
    provider = identity.build(ISSUER, "another-client", BACK)
    theirs, ours = Browser(provider, "another-client"), Browser(provider, "lotse-desk")
    address = await theirs.choose(await theirs.begin(), "counsellor")
    ours.jar = dict(theirs.jar)

    assert (await ours.open(address)).status_code == 400
    assert "__Host-lotse-staff" not in ours.jar


async def test_while_the_provider_is_away_the_desk_says_so() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    away = Provider(ISSUER, "lotse-desk", BACK, httpx2.MockTransport(refuse))
    async with client("staff", (signin.router(settings(), PAGES, forget, away),)) as http:
        answer = await http.get("/desk/anmelden")

    assert answer.status_code == 503
    assert "Anmeldedienst" in answer.text


@pytest.mark.parametrize(
    "next_page",
    [
        *("//evil.example.org", "https://evil.example.org", "/\\evil.example.org", "/\t/evil.example.org"),
        *(
            "/\n/evil.example.org",
            "\t//evil.example.org",
            "javascript:alert(1)",
            "",
            "desk",
            "/desk/\u00e4",
            "/" * 2_000,
        ),
        *("/desk?" + "a" * 1_000, "/desk\\..\\x", "/\0", " /desk/faelle"),
    ],
)
async def test_sign_in_leads_to_our_own_pages_only(next_page: str) -> None:
    browser = Browser()
    back = await browser.open(await browser.choose(await browser.begin(next_page), "counsellor"))

    assert 'url=/desk">' in back.text


async def test_the_query_of_the_page_that_was_wanted_survives_the_sign_in() -> None:
    browser = Browser()
    asked = await browser.open("/desk/faelle?state=open&page=2&q=a%20b%26c")
    there = (await browser.open(asked.headers["location"])).headers["location"]
    back = await browser.open(await browser.choose(there, "counsellor"))

    assert '<a href="/desk/faelle?state=open&amp;page=2&amp;q=a%20b%26c">' in back.text


async def test_a_fragment_leads_back_to_the_page_that_asked_for_it() -> None:
    browser = Browser()
    said = {"hx-request": "true", "hx-current-url": "https://lotse.example.org/desk/cases/1?tab=2#x"}
    asked = await browser.http.get("/desk/faelle", headers=said)
    elsewhere = await browser.http.get(
        "/desk/faelle", headers=said | {"hx-current-url": "https://e.example.org//e.org"}
    )

    assert asked.headers["hx-redirect"] == "/desk/anmelden?next=/desk/cases/1%3Ftab%3D2"
    assert elsewhere.headers["hx-redirect"] == "/desk/anmelden?next=/desk"


async def test_several_tabs_sign_in_side_by_side_and_each_comes_back_to_its_own_page() -> None:
    browser = Browser()
    begun = [await browser.begin(f"/desk/faelle?tab={tab}") for tab in range(8)]

    for tab in (3, 0, 7, 1):
        back = await browser.open(await browser.choose(begun[tab], "counsellor"))
        assert (back.status_code, f"/desk/faelle?tab={tab}" in back.text) == (200, True)


async def test_the_back_button_begins_again_from_what_was_begun_before() -> None:
    browser = Browser()
    first = await browser.choose(await browser.begin("/desk/faelle?first"), "counsellor")
    await browser.begin("/desk/faelle?second")

    assert "/desk/faelle?first" in (await browser.open(first)).text


async def test_what_sign_in_remembers_is_bounded_and_goes_by_itself() -> None:
    browser = Browser()
    for tab in range(30):
        await browser.begin("/desk/faelle?" + str(tab).rjust(900, "x"))
    kept = {name: value for name, value in browser.jar.items() if name.startswith(PREFIX)}
    latest = await browser.open("/desk/anmelden")

    assert len(kept) == AT_MOST
    assert all(len(name) + len(value) < 2_048 for name, value in kept.items())
    assert "; SameSite=Lax; Max-Age=900" in latest.headers.get_list("set-cookie")[0]


async def test_a_cookie_of_somebody_else_under_that_name_is_dropped() -> None:
    browser = Browser()
    browser.jar[f"{PREFIX}strange"] = "AAAA"
    await browser.begin()

    assert f"{PREFIX}strange" not in browser.jar


@pytest.mark.parametrize("state", ["%C3%A4" * 32, "%F0%9F%98%80", "", "A" * 32, "A" * 31 + "%00", "A" * 5_000, "%FF"])
async def test_a_state_that_nobody_made_is_refused_cleanly(state: str) -> None:
    browser = Browser()
    await browser.begin()
    answer = await browser.open(f"{BACK}?code=x&state={state}")

    assert answer.status_code == 400
    assert "abgelaufen" in answer.text


async def test_who_turned_back_at_the_provider_is_told_so_and_nobody_is_asked() -> None:
    browser = Browser()
    state = parse_qs(urlsplit(await browser.begin()).query)["state"][0]
    answer = await browser.open(f"{BACK}?error=access_denied&state={state}")

    assert answer.status_code == 400
    assert "nicht angenommen" in answer.text


def test_a_sign_in_that_took_too_long_is_over() -> None:
    requests, at = AuthenticationRequests(fixed(COOKIE_KEY)), BEGAN
    begun = requests.begin("/desk", at)
    name, _, value = requests.headers(begun, {}, at)[0].partition(";")[0].partition("=")

    assert requests.find({name: value}, begun.state, at + timedelta(minutes=14)) == begun
    assert requests.find({name: value}, begun.state, at + timedelta(minutes=15)) is None
    assert requests.find({name: value}, begun.state[:12] + "x" * 20, at) is None


def test_a_name_has_a_bound_and_a_subject_that_is_too_long_is_none() -> None:
    claims: dict[str, object] = {"sub": "s" * 255, "name": "ü" * 500, "roles": ["counsellor"]}

    assert len(from_claims(claims, BEGAN).name) == 80
    with pytest.raises(Malformed):
        from_claims(claims | {"sub": "s" * 256}, BEGAN)


async def test_signing_out_ends_it() -> None:
    ended: list[Staff] = []

    async def end(who: Staff) -> None:
        ended.append(who)

    hers = cookie(signed_in := fresh())
    async with client("staff", (signin.router(settings(), PAGES, end),)) as http:
        answer = await http.post("/desk/abmelden", headers={"sec-fetch-site": "same-origin", **hers})
        again = await http.post("/desk/abmelden", headers={"sec-fetch-site": "same-origin"})

    assert answer.headers["set-cookie"].startswith("__Host-lotse-staff=; Max-Age=0")
    assert again.status_code == 200
    assert [who.sid for who in ended] == [signed_in.sid]
