"""Nothing typed is lost: pressed twice, after the session has ended, and while the store is away."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest
from playwright.async_api import expect

from infra.embedded import control
from infra.embedded.folders import Folders
from tests.harness.browser import choices
from tests.harness.browser.acts import Case
from tests.harness.browser.at_once import AtOnce, at_once
from tests.harness.browser.cases import Cases
from tests.harness.browser.checks import layout
from tests.harness.browser.choices import CHOICES, choose
from tests.harness.browser.typed_forms import FORMS, TypedForm, send_again, still_there
from tests.harness.browser.visit import Visit, Visiting
from tests.harness.eventually import eventually
from tests.harness.system.embedded import System

pytestmark = [pytest.mark.browser, pytest.mark.system]

KEPT: Final = "kept"


async def filled_in(visit: Visit, name: str) -> tuple[TypedForm, Case, str]:
    """The form with something typed that nobody else types, not sent yet."""
    form, text = FORMS[name], words()
    case = await visit.cases.made(lambda cases: made_for(cases, name))
    await form.fill(visit, case, text)
    return form, case, text


def made_for(cases: Cases, name: str) -> Case:
    """A hand-over to one partner runs once in a case; everything else can be sent in the same one."""
    return cases.proposed("Mir wurden Prügel angedroht.") if name == "handover" else cases.any_case


async def arrived(visit: Visit, form: TypedForm, case: Case, text: str) -> int:
    return await visit.cases.made(lambda cases: form.arrived(cases, case, text))


def words() -> str:
    return f"Bitte nur abends {secrets.token_hex(8)}"


async def press_twice(visit: Visit, name: str) -> int:
    """How often it has arrived, after the page has said that it did."""
    form, case, text = await filled_in(visit, name)
    done = visit.page.locator(form.then)
    await visit.page.get_by_role("button", name=form.button, exact=True).dblclick()
    await (expect(done).to_be_focused() if form.then == "#erledigt" else expect(done).to_be_visible())
    return await arrived(visit, form, case, text)


async def press_enter_three_times(visit: Visit, name: str) -> int:
    form, case, text = await filled_in(visit, name)
    await visit.page.get_by_role("button", name=form.button, exact=True).focus()
    for _ in range(3):
        await visit.page.keyboard.press("Enter")
    await expect(visit.page.locator(form.then)).to_be_visible()
    return await arrived(visit, form, case, text)


async def lose_the_cookies(visit: Visit, name: str) -> int:
    form, case, text = await filled_in(visit, name)
    await visit.forget()
    await visit.press(form.button)
    if name != "report":  # which needs no session
        if form.by_staff:
            await visit.sign_in_beside()
        await send_again(visit, case, text)
    return await arrived(visit, form, case, text)


async def be_signed_out(visit: Visit, name: str) -> int:
    visit = visit.signed_in_alone()
    form, case, text = await filled_in(visit, name)
    await visit.signed_in.end("anna")
    await visit.press(form.button)
    await visit.page.get_by_role("link", name="counsellor").click()
    await expect(visit.page.get_by_role("heading", name="Ihre Eingabe ist noch da")).to_be_visible()
    await visit.press("Jetzt absenden")
    return await arrived(visit, form, case, text)


pressed_twice = at_once(press_twice)
pressed_three_times = at_once(press_enter_three_times)
without_cookies = at_once(lose_the_cookies)
signed_out = at_once(be_signed_out)


@pytest.mark.parametrize("name", FORMS)
async def test_a_double_click_does_it_once_and_says_so(pressed_twice: AtOnce[int], name: str) -> None:
    assert await pressed_twice.of(name) == 1


@pytest.mark.parametrize("name", FORMS)
async def test_enter_pressed_three_times_does_it_once(pressed_three_times: AtOnce[int], name: str) -> None:
    assert await pressed_three_times.of(name) == 1


@pytest.mark.parametrize("name", FORMS)
async def test_the_cookies_go_while_somebody_types(without_cookies: AtOnce[int], name: str) -> None:
    assert await without_cookies.of(name) == 1


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.by_staff])
async def test_the_sign_in_ends_while_somebody_types(signed_out: AtOnce[int], name: str) -> None:
    assert await signed_out.of(name) == 1


async def test_the_store_stops_while_somebody_types_or_chooses(
    visiting: Visiting, cases: Cases, system: System
) -> None:
    any_case = cases.any_case
    typed = [(name, await visiting(), words()) for name in FORMS]
    for name, visit, text in typed:
        await FORMS[name].fill(visit, any_case, text)
    chosen = []
    for name, choice in CHOICES.items():
        visit = await visiting()
        chosen.append((name, visit, await choose(visit, choice)))

    async with stopped(Folders(system.folder), "mongo"):
        kept = await asyncio.gather(*(_is_kept(visit, FORMS[name].button, text) for name, visit, text in typed))
        kept += await asyncio.gather(*(_is_kept(visit, CHOICES[name].button) for name, visit, _ in chosen))

    assert dict(zip([*FORMS, *CHOICES], kept, strict=True)) == dict.fromkeys([*FORMS, *CHOICES], KEPT)
    for _, visit, text in typed:
        await send_again(visit, any_case, text)
    assert {name: FORMS[name].arrived(cases, any_case, text) for name, _, text in typed} == dict.fromkeys(FORMS, 1)
    for name, visit, _ in chosen:
        await choices.send_again(visit, CHOICES[name])
    assert {name: CHOICES[name].done(cases, case) for name, _, case in chosen} == dict.fromkeys(CHOICES, 1)


@asynccontextmanager
async def stopped(folders: Folders, name: str) -> AsyncIterator[None]:
    await asyncio.to_thread(control.stop, folders, name)
    try:
        yield
    finally:
        await asyncio.to_thread(control.start, folders, name)
        await eventually(lambda: asyncio.to_thread(control.status, folders), _all_ready, within=60)


async def _is_kept(visit: Visit, button: str, text: str = "") -> str:
    """KEPT, or what there is instead."""
    await visit.press(button)
    wrong = await layout(visit.page, is_whole=False)
    is_there = not text or await still_there(visit, text).count()
    is_error = (await visit.page.title()).startswith("Fehler: ")
    return KEPT if is_there and is_error and not wrong else f"{await visit.page.title()} {wrong}"


def _all_ready(states: dict[str, str]) -> bool:
    return set(states.values()) == {"ready"}
