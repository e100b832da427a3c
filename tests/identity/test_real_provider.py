"""Signing in and out with a real Keycloak: two factors, four roles, a role taken away, an end that is one."""

import secrets

import pytest

from shared.web.provider_sessions import ROWS
from tests.harness.eventually import eventually
from tests.harness.identity.pages import asks_for_a_password, enter
from tests.harness.identity.people import Member, new_otp_secret
from tests.harness.sign_in.staff_door import CASES, PROCEEDINGS, Browser, later
from tests.identity.conftest import Desk

pytestmark = [pytest.mark.identity, pytest.mark.engines]


async def a_member(desk: Desk, role: str = "counsellor") -> Member:
    return await desk.admin.add(Member(f"m{secrets.token_hex(4)}", role, otp_secret=new_otp_secret()))


async def signed_in(desk: Desk, role: str = "counsellor") -> tuple[Member, Browser]:
    member, browser = await a_member(desk, role), desk.browser()
    page = await enter(browser, member, CASES)
    assert page.json()["role"] == role
    return member, browser


@pytest.mark.parametrize("role", ["counsellor", "supervisor", "operator", "analyst"])
async def test_everybody_signs_in_with_their_role_and_two_factors(desk: Desk, role: str) -> None:
    member, browser = await a_member(desk, role), desk.browser()
    await enter(browser, member, "/desk/anmelden")

    assert browser.staff.role == role
    assert browser.staff.name == f"{member.name.title()} Beispiel"


async def test_who_has_no_second_factor_sets_one_up_and_uses_it_from_then_on(desk: Desk) -> None:
    member = await desk.admin.add(Member(f"m{secrets.token_hex(4)}", "counsellor"))
    first, second = desk.browser(), desk.browser()
    await enter(first, member, CASES)
    assert member.otp_secret is not None
    again = await enter(second, member, CASES)

    assert first.has_sign_in
    assert again.json()["role"] == "counsellor"


async def test_a_password_alone_signs_nobody_in(desk: Desk) -> None:
    member, browser = await a_member(desk), desk.browser()
    page = await browser.go(CASES)
    member.otp_secret = new_otp_secret()
    with pytest.raises(AssertionError, match="the provider asks on"):
        await enter(browser, member, CASES)

    assert page.status_code == 200
    assert not browser.has_sign_in


async def test_the_desk_refuses_one_factor_whatever_the_provider_demands(desk: Desk) -> None:
    member, browser = await desk.admin.add(Member(f"m{secrets.token_hex(4)}", "counsellor")), desk.browser()
    await desk.admin.demand_nothing_of(member)
    await desk.admin.demand("browser", **{"default.acr.values": "", "minimum.acr.value": ""})
    try:
        page = await enter(browser, member, CASES)
    finally:
        await desk.admin.demand("lotse browser", **{"default.acr.values": "2", "minimum.acr.value": "2"})

    assert page.status_code == 400
    assert not browser.has_sign_in


@pytest.mark.parametrize("path", [CASES, PROCEEDINGS])
async def test_a_sign_in_in_use_goes_on(desk: Desk, path: str) -> None:
    _, browser = await signed_in(desk)
    for minutes in (10, 16):
        await later(desk.store, browser, minutes)
        assert (await browser.go(path)).json()["role"] == "counsellor"


@pytest.mark.parametrize("path", [CASES, PROCEEDINGS])
async def test_a_role_that_was_taken_away_is_gone_when_the_desk_asks(desk: Desk, path: str) -> None:
    member, browser = await signed_in(desk)
    await desk.admin.take(member, "counsellor")
    await later(desk.store, browser, 10)

    assert (await browser.go(path)).status_code == 404
    assert len(desk.ended) == 1


async def test_another_role_counts_when_the_desk_asks(desk: Desk) -> None:
    member, browser = await signed_in(desk)
    await desk.admin.take(member, "counsellor")
    await desk.admin.give(member, "supervisor")
    await later(desk.store, browser, 10)

    assert (await browser.go(CASES)).json()["role"] == "supervisor"


async def test_who_signed_out_is_asked_for_the_password_again(desk: Desk) -> None:
    member, browser = await signed_in(desk)
    assert await desk.admin.sessions(member) == 1
    said = await browser.go("/desk/abmelden", {})

    assert "In diesem Browser ist keine Anmeldung mehr offen" in said.text
    assert await desk.admin.sessions(member) == 0
    assert await asks_for_a_password(browser, CASES)


async def test_who_left_without_a_sign_in_of_ours_is_not_signed_in_at_the_provider_either(desk: Desk) -> None:
    member, browser = await signed_in(desk)
    browser.jar.clear()
    asked = await enter(browser, member, CASES)
    browser.jar.clear()

    assert asked.json()["role"] == "counsellor"
    page = await browser.go("/desk/abmelden", {})
    assert page.status_code == 200
    assert "keine Anmeldung mehr offen" not in page.text


@pytest.mark.parametrize("path", [CASES, PROCEEDINGS])
async def test_a_session_ended_at_the_provider_is_over_here_at_once(desk: Desk, path: str) -> None:
    member, browser = await signed_in(desk)
    sid = browser.staff.sid
    await desk.admin.end_sessions(member)

    await eventually(lambda: desk.store[ROWS].count_documents({}), lambda left: left == 0)
    assert desk.ended == [sid]
    assert (await browser.open(path)).status_code == 303
    assert await asks_for_a_password(browser, path)


async def test_the_end_of_a_session_arrives_at_a_desk_that_has_just_started_again(desk: Desk) -> None:
    """Given that the provider holds a connection to the desk before, from the session that it ended last."""
    (first, _), (second, _) = await signed_in(desk), await signed_in(desk)
    await desk.admin.end_sessions(first)
    await eventually(lambda: desk.store[ROWS].count_documents({}), lambda left: left == 1)
    await desk.stop()
    await desk.start()
    await desk.admin.end_sessions(second)

    await eventually(lambda: desk.store[ROWS].count_documents({}), lambda left: left == 0)
