import base64
import hashlib
import html
import re

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from infra.demo.identity import Provider, desk_of
from tests.harness.sign_in.urls import query_of

ISSUER, STAFF = "http://idp.example.org", "http://desk.example.org"
BACK, LEFT = f"{STAFF}/desk/anmelden/zurueck", f"{STAFF}/desk/abgemeldet"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "client_id": "lotse-desk",
    "redirect_uri": BACK,
    "state": "s&1",
    "nonce": "n",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def http(told: list[str]) -> httpx2.AsyncClient:
    def desk(request: httpx2.Request) -> httpx2.Response:
        told.append(query_of(f"?{request.content.decode()}")["logout_token"])
        return httpx2.Response(200)

    provider = Provider(ISSUER, desk_of("lotse-desk", STAFF), httpx2.MockTransport(desk))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(provider.app()), base_url=ISSUER)


async def enter(http: httpx2.AsyncClient, user: str) -> str:
    """Follows the person's link; returns the code."""
    page = (await http.get("/authorize", params=ASKED)).text
    links = re.findall(r'href="([^"]+)">([^<]+)<', page)
    link = next(html.unescape(address) for address, label in links if label.lower().startswith(user))
    return code_in(await http.get(link))


def code_in(answer: httpx2.Response) -> str:
    assert answer.status_code == 303
    back = query_of(answer.headers["location"])
    assert back["state"] == "s&1"
    return back["code"]


async def exchange(http: httpx2.AsyncClient, **form: str) -> httpx2.Response:
    return await http.post("/token", data={"grant_type": "authorization_code", "code_verifier": VERIFIER} | form)


async def again(http: httpx2.AsyncClient, refresh_token: str) -> httpx2.Response:
    return await http.post("/token", data={"grant_type": "refresh_token", "refresh_token": refresh_token})


async def claims_in(http: httpx2.AsyncClient, token: str) -> dict[str, object]:
    return jwt.decode(token, KeySet.import_key_set((await http.get("/jwks")).json()), ["RS256"]).claims


async def test_who_proves_the_challenge_gets_the_chosen_identity(http: httpx2.AsyncClient) -> None:
    tokens = (await exchange(http, code=await enter(http, "anna"))).json()
    claims = await claims_in(http, tokens["id_token"])
    assert (claims["sub"], claims["roles"], claims["nonce"]) == ("anna", ["counsellor"], "n")


async def test_another_verifier_gets_nothing_and_spends_the_code(http: httpx2.AsyncClient) -> None:
    code = await enter(http, "anna")
    assert (await exchange(http, code=code, code_verifier="w" * 64)).status_code == 400
    assert (await exchange(http, code=code)).status_code == 400


@pytest.mark.parametrize(
    "wrong", [{"redirect_uri": "http://evil.example.org"}, {"code_challenge_method": "plain"}, {"client_id": "other"}]
)
async def test_a_request_that_is_not_the_desks_is_refused(http: httpx2.AsyncClient, wrong: dict[str, str]) -> None:
    assert (await http.get("/authorize", params=ASKED | wrong)).status_code == 400


async def test_a_request_without_a_challenge_is_refused(http: httpx2.AsyncClient) -> None:
    asked = {name: value for name, value in ASKED.items() if name != "code_challenge"}
    assert (await http.get("/authorize", params=asked)).status_code == 422


async def test_a_link_signs_in_once_and_who_is_signed_in_is_not_asked_again(http: httpx2.AsyncClient) -> None:
    await enter(http, "anna")
    assert (await http.get("/enter?ticket=invented")).status_code == 400
    at_once = await exchange(http, code=code_in(await http.get("/authorize", params=ASKED)))
    assert (await claims_in(http, at_once.json()["id_token"]))["sub"] == "anna"


async def test_a_refresh_token_is_good_once(http: httpx2.AsyncClient) -> None:
    first = (await exchange(http, code=await enter(http, "anna"))).json()["refresh_token"]
    second = (await again(http, first)).json()
    assert "nonce" not in await claims_in(http, second["id_token"])
    refused = await again(http, first)
    assert (refused.status_code, refused.json()) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize("by", [{}, {"post_logout_redirect_uri": LEFT, "state": "z"}])
async def test_a_session_ends_for_browser_tokens_and_client(
    http: httpx2.AsyncClient, told: list[str], by: dict[str, str]
) -> None:
    tokens = (await exchange(http, code=await enter(http, "anna"))).json()
    answer = await http.get("/end-session", params=by)
    (said,) = told
    assert (await claims_in(http, said))["sid"] == (await claims_in(http, tokens["id_token"]))["sid"]
    assert answer.headers.get("location") == (f"{LEFT}?state=z" if by else None)
    assert (await again(http, tokens["refresh_token"])).status_code == 400
    assert "<li>" in (await http.get("/authorize", params=ASKED)).text


async def test_a_token_names_the_session_where_the_browser_does_not(http: httpx2.AsyncClient, told: list[str]) -> None:
    tokens = (await exchange(http, code=await enter(http, "anna"))).json()
    http.cookies.clear()
    await http.get("/end-session", params={"id_token_hint": tokens["id_token"]})
    await http.get("/end-session", params={"id_token_hint": "invented"})
    assert len(told) == 1


async def test_nobody_is_led_to_an_address_that_is_not_the_desks(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/end-session", params={"post_logout_redirect_uri": "http://evil.example.org"})
    assert "location" not in answer.headers
