"""Who signs out is signed out at the provider too, and a session that ends there has ended here."""

import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from shared.web.provider_sessions import ROWS
from shared.web.signout import BY_THE_PROVIDER
from tests.harness.sign_in.staff_door import (
    CASES,
    CLIENT,
    ISSUER,
    PROCEEDINGS,
    Browser,
    StaffDoor,
    refreshing,
)
from tests.harness.sign_in.urls import query_of
from tests.unit.web.app import ORIGIN

pytestmark = pytest.mark.engines

EVERYWHERE = "In diesem Browser ist keine Anmeldung mehr offen"
PERHAPS = "Ob auch Ihre Anmeldung beim Anmeldedienst beendet ist, wissen wir nicht"


@pytest.fixture
async def anna(door: StaffDoor) -> Browser:
    browser = door.browser()
    await browser.sign_in()
    return browser


async def test_who_signed_out_is_asked_who_they_are_before_they_come_in_again(door: StaffDoor, anna: Browser) -> None:
    sid = anna.staff.sid
    said = await anna.go("/desk/abmelden", {})
    again = await anna.go(CASES)

    assert EVERYWHERE in said.text
    assert "counsellor" in again.text
    assert again.url.path == "/authorize"
    assert door.ended[0] == sid
    assert door.demo.sessions.all == []
    assert await door.store[ROWS].count_documents({}) == 0


async def test_the_provider_is_shown_whose_session_ends_and_where_to_go(anna: Browser) -> None:
    there = refreshing((await anna.open("/desk/abmelden", {})).text)
    assert there is not None
    asked = query_of(there)

    assert set(asked) == {"client_id", "post_logout_redirect_uri", "state", "id_token_hint"}
    assert asked["post_logout_redirect_uri"] == f"{ORIGIN}/desk/abgemeldet"


async def test_a_sign_in_that_is_over_here_still_ends_at_the_provider(door: StaffDoor, anna: Browser) -> None:
    await door.later(anna, 31)

    assert EVERYWHERE in (await anna.go("/desk/abmelden", {})).text
    assert door.demo.sessions.all == []


async def test_without_a_sign_in_of_ours_the_provider_ends_the_browsers_own(door: StaffDoor, anna: Browser) -> None:
    anna.jar.clear()

    assert EVERYWHERE in (await anna.go("/desk/abmelden", {})).text
    assert door.demo.sessions.all == []


async def test_while_the_provider_is_away_nobody_is_told_that_all_is_over(door: StaffDoor, anna: Browser) -> None:
    door.hosts.away.add(ISSUER)
    said = await anna.go("/desk/abmelden", {})

    assert PERHAPS in said.text
    assert not anna.has_sign_in
    assert len(door.ended) == 1
    door.hosts.away.clear()
    assert EVERYWHERE in (await anna.go("/desk/abmelden", {})).text


@pytest.mark.parametrize("query", ["", "?state=", "?state=invented", "?state=%C3%A4"])
async def test_only_the_providers_answer_to_this_browser_says_that_all_is_over(
    door: StaffDoor, anna: Browser, query: str
) -> None:
    await anna.open("/desk/abmelden", {})
    said = await anna.open(f"/desk/abgemeldet{query}")

    assert PERHAPS in said.text
    assert EVERYWHERE not in said.text


async def test_who_is_signed_in_is_not_told_that_they_are_not(anna: Browser) -> None:
    assert (await anna.open("/desk/abgemeldet?state=x")).headers["location"] == "/desk"


@pytest.mark.parametrize("path", [CASES, PROCEEDINGS])
async def test_a_session_that_ends_at_the_provider_ends_here_at_once(door: StaffDoor, anna: Browser, path: str) -> None:
    other = door.browser()
    await other.sign_in("supervisor")
    sid = anna.staff.sid
    await door.demo.end(next(each.id for each in door.demo.sessions.all if each.person.user == "anna"))

    assert door.ended == [sid]
    assert (await anna.open(path)).status_code == 303
    assert (await other.open(path)).status_code == 200


FORGERS = RSAKey.generate_key(2048, {"kid": "k"})
EVENT: dict[str, dict[str, str]] = {"http://schemas.openid.net/event/backchannel-logout": {}}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"aud": "another"}, id="another client"),
        pytest.param({"iss": "https://evil.example.org"}, id="another issuer"),
        pytest.param({"exp": 1}, id="too old"),
        pytest.param({"events": {}}, id="no event"),
        pytest.param({"events": None}, id="events of another kind"),
        pytest.param({"sid": None}, id="no session"),
        pytest.param({"nonce": "n"}, id="a token of a sign-in"),
    ],
)
async def test_what_the_provider_did_not_say_signs_nobody_out(
    door: StaffDoor, anna: Browser, changed: dict[str, Any]
) -> None:
    claims = {"iss": ISSUER, "aud": CLIENT, "iat": int(time.time()), "exp": int(time.time()) + 60}
    claims |= {"sid": door.at_provider.id, "events": EVENT} | changed
    key = door.demo.tokens.key
    token = jwt.encode({"alg": "RS256", "kid": key.kid}, {name: value for name, value in claims.items() if value}, key)

    assert (await anna.open(BY_THE_PROVIDER, {"logout_token": token})).status_code == 400
    assert door.ended == []


async def test_a_token_about_a_session_that_is_none_of_ours_costs_the_provider_nothing(
    door: StaffDoor, anna: Browser
) -> None:
    token = jwt.encode({"alg": "RS256", "kid": "k"}, {"sid": "another"}, FORGERS)
    door.hosts.asked.clear()

    assert (await anna.open(BY_THE_PROVIDER, {"logout_token": token})).status_code == 200
    assert door.hosts.asked == [f"{ORIGIN}{BY_THE_PROVIDER}"]


@pytest.mark.parametrize("token", ["", "a.b.c", "ä", "e30.W10.e30", "e30.e30.e30"])
async def test_a_text_that_is_no_token_signs_nobody_out(door: StaffDoor, anna: Browser, token: str) -> None:
    assert (await anna.open(BY_THE_PROVIDER, {"logout_token": token})).status_code == 400
    assert door.ended == []


async def test_a_token_that_somebody_else_signed_signs_nobody_out(door: StaffDoor, anna: Browser) -> None:
    claims = {"iss": ISSUER, "aud": CLIENT, "iat": int(time.time()), "exp": int(time.time()) + 60}
    token = jwt.encode({"alg": "RS256", "kid": "k"}, claims | {"sid": door.at_provider.id, "events": EVENT}, FORGERS)

    assert (await anna.open(BY_THE_PROVIDER, {"logout_token": token})).status_code == 400
    assert door.ended == []
