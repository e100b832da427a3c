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
from tests.harness.browser.cases import Case, Cases
from tests.harness.browser.checks import layout
from tests.harness.browser.choices import CHOICES, choose
from tests.harness.browser.typed_forms import FORMS, send_again, still_there
from tests.harness.browser.visit import Visit, Visiting
from tests.harness.eventually import eventually
from tests.harness.system.embedded import System

pytestmark = [pytest.mark.browser, pytest.mark.system]

KEPT: Final = "kept"


@pytest.fixture(scope="module")
def any_case(cases: Cases) -> Case:
    return cases.proposed("Mir wurden Prügel angedroht.")


@pytest.fixture
def case(request: pytest.FixtureRequest, cases: Cases, any_case: Case) -> Case:
    """A hand-over to one partner runs once in a case; everything else can be sent in the same one."""
    is_handover = "handover" in request.node.callspec.params.values()
    return cases.proposed("Mir wurden Prügel angedroht.") if is_handover else any_case


def words() -> str:
    return f"Bitte nur abends {secrets.token_hex(8)}"


@pytest.mark.parametrize("name", FORMS)
async def test_a_double_click_does_it_once_and_says_so(visiting: Visiting, cases: Cases, case: Case, name: str) -> None:
    visit, form, text = await visiting(), FORMS[name], words()
    done = visit.page.locator(form.then)
    await form.fill(visit, case, text)

    await visit.page.get_by_role("button", name=form.button, exact=True).dblclick()

    await (expect(done).to_be_focused() if form.then == "#erledigt" else expect(done).to_be_visible())

    assert form.arrived(cases, case, text) == 1


@pytest.mark.parametrize("name", FORMS)
async def test_enter_pressed_three_times_does_it_once(visiting: Visiting, cases: Cases, case: Case, name: str) -> None:
    visit, form, text = await visiting(), FORMS[name], words()
    await form.fill(visit, case, text)
    await visit.page.get_by_role("button", name=form.button, exact=True).focus()

    for _ in range(3):
        await visit.page.keyboard.press("Enter")
    await expect(visit.page.locator(form.then)).to_be_visible()

    assert form.arrived(cases, case, text) == 1


@pytest.mark.parametrize("name", FORMS)
async def test_the_cookies_go_while_somebody_types(visiting: Visiting, cases: Cases, case: Case, name: str) -> None:
    visit, form, text = await visiting(), FORMS[name], words()
    await form.fill(visit, case, text)
    await visit.forget()

    await visit.press(form.button)
    if name != "report":  # which needs no session
        if form.by_staff:
            await visit.sign_in_beside()
        await send_again(visit, case, text)

    assert form.arrived(cases, case, text) == 1


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.by_staff])
async def test_the_sign_in_ends_while_somebody_types(visiting: Visiting, cases: Cases, case: Case, name: str) -> None:
    visit, form, text = await visiting(), FORMS[name], words()
    await form.fill(visit, case, text)
    await visit.signed_in.end("anna")

    await visit.press(form.button)
    await visit.page.get_by_role("link", name="counsellor").click()
    await expect(visit.page.get_by_role("heading", name="Ihre Eingabe ist noch da")).to_be_visible()
    await visit.press("Jetzt absenden")

    assert form.arrived(cases, case, text) == 1


async def test_the_store_stops_while_somebody_types_or_chooses(
    visiting: Visiting, cases: Cases, any_case: Case, system: System
) -> None:
    typed = [(name, await visiting(), words()) for name in FORMS]
    for name, visit, text in typed:
        await FORMS[name].fill(visit, any_case, text)
    chosen = []
    for name, choice in CHOICES.items():
        visit = await visiting()
        chosen.append((name, visit, await choose(visit, cases, choice)))

    async with stopped(Folders(system.folder), "mongo"):
        kept = await asyncio.gather(*(_is_kept(visit, FORMS[name].button, text) for name, visit, text in typed))
        kept += await asyncio.gather(*(_is_kept(visit, CHOICES[name].button) for name, visit, _ in chosen))

    assert dict(zip([*FORMS, *CHOICES], kept, strict=True)) == dict.fromkeys([*FORMS, *CHOICES], KEPT)
    for _, visit, text in typed:
        await send_again(visit, any_case, text)
    assert {name: FORMS[name].arrived(cases, any_case, text) for name, _, text in typed} == dict.fromkeys(FORMS, 1)
    for _, visit, _ in chosen:
        await visit.press("Noch einmal absenden")
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
    wrong = await layout(visit.page)
    is_there = not text or await still_there(visit, text).count()
    is_error = (await visit.page.title()).startswith("Fehler: ")
    return KEPT if is_there and is_error and not wrong else f"{await visit.page.title()} {wrong}"


def _all_ready(states: dict[str, str]) -> bool:
    return set(states.values()) == {"ready"}
