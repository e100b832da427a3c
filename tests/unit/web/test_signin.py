import html
import re
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI

from infra.demo import identity
from shared.web import Staff, signin
from shared.web.oidc import Provider
from tests.unit.web.app import ORIGIN, PAGES, client, settings
from tests.unit.web.test_session import cookie, fresh

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
        self.jar.update(answer.cookies.items())
        return answer

    async def begin(self, next_page: str = "/desk/faelle") -> str:
        return (await self.open(f"/desk/anmelden?next={next_page}")).headers["location"]

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


@pytest.mark.parametrize("next_page", ["//evil.example.org", "https://evil.example.org", "/\\evil.example.org"])
async def test_sign_in_leads_to_our_own_pages_only(next_page: str) -> None:
    browser = Browser()
    back = await browser.open(await browser.choose(await browser.begin(next_page), "counsellor"))

    assert 'url=/desk">' in back.text


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
