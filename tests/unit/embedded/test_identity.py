import base64
import hashlib
import html
import re
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from infra.demo.identity import build

ISSUER, BACK = "http://idp.example.org", "http://desk.example.org/back"
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
def http() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(build(ISSUER, "lotse-desk", BACK)), base_url=ISSUER)


async def code_of(http: httpx2.AsyncClient, user: str) -> str:
    page = (await http.get("/authorize", params=ASKED)).text
    links = re.findall(r'href="([^"]+)">([^<]+)<', page)
    link = next(html.unescape(address) for address, label in links if label.lower().startswith(user))
    answer = parse_qs(urlsplit(link).query)
    assert answer["state"] == ["s&1"]
    return answer["code"][0]


async def test_who_proves_the_challenge_gets_the_chosen_identity(http: httpx2.AsyncClient) -> None:
    form = {"code": await code_of(http, "anna"), "code_verifier": VERIFIER}
    token = (await http.post("/token", data=form)).json()["id_token"]
    keys = KeySet.import_key_set((await http.get("/jwks")).json())
    claims = jwt.decode(token, keys, ["RS256"]).claims
    assert (claims["sub"], claims["roles"], claims["nonce"]) == ("anna", ["counsellor"], "n")


async def test_another_verifier_gets_nothing_and_spends_the_code(http: httpx2.AsyncClient) -> None:
    code = await code_of(http, "anna")
    assert (await http.post("/token", data={"code": code, "code_verifier": "w" * 64})).status_code == 400
    assert (await http.post("/token", data={"code": code, "code_verifier": VERIFIER})).status_code == 400


@pytest.mark.parametrize(
    "wrong", [{"redirect_uri": "http://evil.example.org"}, {"code_challenge_method": "plain"}, {"client_id": "other"}]
)
async def test_a_request_that_is_not_the_desks_is_refused(http: httpx2.AsyncClient, wrong: dict[str, str]) -> None:
    assert (await http.get("/authorize", params=ASKED | wrong)).status_code == 400


async def test_a_request_without_a_challenge_is_refused(http: httpx2.AsyncClient) -> None:
    asked = {name: value for name, value in ASKED.items() if name != "code_challenge"}
    assert (await http.get("/authorize", params=asked)).status_code == 422
