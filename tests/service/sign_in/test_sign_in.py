"""Staff sign in at the desk: by the provider's answer to this browser, and to our own pages only."""

from datetime import timedelta

import pytest

from shared.errors import Malformed
from shared.secret import fixed
from shared.store import Store
from shared.web.authentication_request import AT_MOST, PREFIX, AuthenticationRequests
from shared.web.id_token import Identity, SecondFactor
from shared.web.provider_sessions import ROWS
from shared.web.signin import from_claims
from tests.harness.sign_in.staff_door import CASES, ISSUER, Browser, StaffDoor, a_staff_door
from tests.harness.sign_in.urls import query_of
from tests.harness.staff_cookies import COOKIE_KEY
from tests.unit.web.app import ORIGIN
from tests.unit.web.test_session import BEGAN

pytestmark = pytest.mark.engines

BACK = f"{ORIGIN}/desk/anmelden/zurueck"


async def test_a_counsellor_signs_in_and_is_where_she_wanted_to_be(browser: Browser) -> None:
    there = await browser.begin()
    back = await browser.open(await browser.choose(there, "counsellor"))

    assert back.status_code == 200
    assert '<meta http-equiv="refresh" content="0; url=/desk/faelle">' in back.text
    assert (await browser.open("/desk/faelle")).status_code == 200


@pytest.mark.parametrize(("role", "home"), [("supervisor", "/desk/tasks"), ("operator", "/statistics/betrieb")])
async def test_who_wanted_nothing_special_begins_where_their_work_is(browser: Browser, role: str, home: str) -> None:
    back = await browser.open(await browser.choose(await browser.begin("/desk"), role))

    assert f'content="0; url={home}">' in back.text


async def test_the_provider_learns_a_challenge_and_never_the_verifier(browser: Browser) -> None:
    query = query_of(await browser.begin())

    assert query["code_challenge_method"] == "S256"
    assert query["redirect_uri"] == BACK
    assert "code_verifier" not in query


async def test_an_answer_that_this_browser_did_not_ask_for_is_refused(door: StaffDoor) -> None:
    hers, his = door.browser(), door.browser()
    address = await hers.choose(await hers.begin(), "counsellor")
    await his.begin()

    assert (await his.open(address)).status_code == 400
    assert (await door.browser().open(address)).status_code == 400
    assert not his.has_sign_in


async def test_a_code_is_good_once_and_a_made_up_one_never(browser: Browser) -> None:
    address = await browser.choose(await browser.begin(), "counsellor")
    state = query_of(address)["state"]

    assert (await browser.open(f"{BACK}?code=invented&state={state}")).status_code == 400
    assert (await browser.open(address)).status_code == 200
    await browser.begin()
    assert (await browser.open(address)).status_code == 400


async def test_a_token_for_another_client_is_refused(store: Store) -> None:
    async with a_staff_door(store, client="another-client") as door:
        browser = door.browser()
        there = (await browser.begin()).replace("lotse-desk", "another-client")
        answer = await browser.open(await browser.choose(there, "counsellor"))

    assert answer.status_code == 400
    assert not browser.has_sign_in


async def test_a_token_that_was_made_for_another_sign_in_is_refused(door: StaffDoor, browser: Browser) -> None:
    """Whoever has a code of another sign-in, and brings it with this browser's state, is not let in by it."""
    there = await browser.begin()
    anothers = there.replace(query_of(there)["nonce"], "of-another-sign-in")
    answer = await browser.open(await browser.choose(anothers, "counsellor"))

    assert answer.status_code == 400
    assert not browser.has_sign_in
    assert await door.store[ROWS].count_documents({}) == 0


async def test_while_the_provider_is_away_the_desk_says_so(door: StaffDoor, browser: Browser) -> None:
    door.hosts.away.add(ISSUER)
    answer = await browser.open("/desk/anmelden")

    assert answer.status_code == 503
    assert "Anmeldedienst" in answer.text


@pytest.mark.parametrize(
    "next_page",
    [
        *("//evil.example.org", "https://evil.example.org", "/\\evil.example.org", "/\t/evil.example.org"),
        *(
            "/..//evil.example.org",
            "/%2f/evil.example.org",
            "/%5cevil.example.org",
            "/%09/evil.example.org",
            "//[",
            "/a//b",
        ),
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
async def test_sign_in_leads_to_our_own_pages_only(browser: Browser, next_page: str) -> None:
    back = await browser.open(await browser.choose(await browser.begin(next_page), "counsellor"))

    assert 'url=/desk/tasks">' in back.text


async def test_the_query_of_the_page_that_was_wanted_survives_the_sign_in(browser: Browser) -> None:
    asked = await browser.open("/desk/faelle?state=open&page=2&q=a%20b%26c")
    there = (await browser.open(asked.headers["location"])).headers["location"]
    back = await browser.open(await browser.choose(there, "counsellor"))

    assert '<a href="/desk/faelle?state=open&amp;page=2&amp;q=a%20b%26c">' in back.text


async def test_a_fragment_leads_back_to_the_page_that_asked_for_it(browser: Browser) -> None:
    async def asked_by(page: str) -> str:
        said = {"hx-request": "true", "hx-current-url": page}
        return (await browser.open(CASES, headers=said)).headers["hx-redirect"]

    assert await asked_by(f"{ORIGIN}/desk/cases/1?tab=2#x") == "/desk/anmelden?next=/desk/cases/1%3Ftab%3D2"
    for elsewhere in ("https://e.example.org//e.org", "https://[", f"{ORIGIN}/\\e.org"):
        assert await asked_by(elsewhere) == "/desk/anmelden?next=/desk"


async def test_several_tabs_sign_in_side_by_side_and_each_comes_back_to_its_own_page(browser: Browser) -> None:
    begun = [await browser.begin(f"/desk/faelle?tab={tab}") for tab in range(8)]

    for tab in (3, 0, 7, 1):
        back = await browser.open(await browser.choose(begun[tab], "counsellor"))
        assert (back.status_code, f"/desk/faelle?tab={tab}" in back.text) == (200, True)


async def test_the_back_button_begins_again_from_what_was_begun_before(browser: Browser) -> None:
    first = await browser.choose(await browser.begin("/desk/faelle?first"), "counsellor")
    await browser.begin("/desk/faelle?second")

    assert "/desk/faelle?first" in (await browser.open(first)).text


async def test_what_sign_in_remembers_is_bounded_and_goes_by_itself(browser: Browser) -> None:
    for tab in range(30):
        await browser.begin("/desk/faelle?" + str(tab).rjust(900, "x"))
    kept = {name: value for name, value in browser.jar.items() if name.startswith(PREFIX)}
    latest = await browser.open("/desk/anmelden")

    assert len(kept) == AT_MOST
    assert all(len(name) + len(value) < 2_048 for name, value in kept.items())
    assert "; SameSite=Lax; Max-Age=900" in latest.headers.get_list("set-cookie")[0]


async def test_a_cookie_of_somebody_else_under_that_name_is_dropped(browser: Browser) -> None:
    browser.jar[f"{PREFIX}strange"] = "AAAA"
    await browser.begin()

    assert f"{PREFIX}strange" not in browser.jar


@pytest.mark.parametrize("state", ["%C3%A4" * 32, "%F0%9F%98%80", "", "A" * 32, "A" * 31 + "%00", "A" * 5_000, "%FF"])
async def test_a_state_that_nobody_made_is_refused_cleanly(browser: Browser, state: str) -> None:
    await browser.begin()
    answer = await browser.open(f"{BACK}?code=x&state={state}")

    assert answer.status_code == 400
    assert "abgelaufen" in answer.text


async def test_who_turned_back_at_the_provider_is_told_so_and_nobody_is_asked(browser: Browser) -> None:
    state = query_of(await browser.begin())["state"]
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


def said(**claims: object) -> Identity:
    return Identity({"sub": "anna", "roles": ["counsellor"]} | claims, "", None)


@pytest.mark.parametrize("sub", ["", "s" * 256, "\U0001f600", "a b", "a\nb"])
def test_a_subject_that_is_no_identifier_signs_nobody_in(sub: str) -> None:
    with pytest.raises(Malformed):
        from_claims(said(sub=sub), BEGAN)


def test_a_name_has_a_bound() -> None:
    assert len(from_claims(said(name="ü" * 500), BEGAN).name) == 80


@pytest.mark.parametrize("claims", [{}, {"acr": "1"}, {"acr": None}, {"acr": ["2", "3"][:0]}, {"amr": ["otp"]}])
def test_a_second_factor_that_is_not_shown_is_none(claims: dict[str, object]) -> None:
    assert not SecondFactor.from_text("acr=2 3").is_shown(claims)


@pytest.mark.parametrize(("asked", "claims"), [("acr=2 3", {"acr": "3"}), ("amr=otp hwk", {"amr": ["pwd", "otp"]})])
def test_a_second_factor_is_shown_by_one_claim(asked: str, claims: dict[str, object]) -> None:
    assert SecondFactor.from_text(asked).is_shown(claims)


async def test_who_shows_one_factor_where_two_are_demanded_is_not_signed_in(store: Store) -> None:
    async with a_staff_door(store, second_factor="acr=2") as door:
        browser = door.browser()
        there = await browser.begin()
        one = await browser.open(await browser.choose(there, "counsellor"))
        door.at_provider.acr = "2"
        two = await browser.go("/desk/anmelden?next=/desk/faelle")

    assert query_of(there)["acr_values"] == "2"
    assert (one.status_code, two.status_code) == (400, 200)
    assert "zweiten Faktor" in one.text
