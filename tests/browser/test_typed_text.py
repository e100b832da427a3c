"""Nothing typed is lost: pressed twice, after the session has ended, and while the store is away."""

import asyncio
import secrets

import pytest
from playwright.async_api import expect

from infra.embedded import control
from infra.embedded.folders import Folders
from tests.harness.browser.cases import Case, Cases
from tests.harness.browser.typed_forms import FORMS, send_again, still_there
from tests.harness.browser.visit import Visit, Visiting
from tests.harness.eventually import eventually
from tests.harness.system.embedded import System

pytestmark = [pytest.mark.browser, pytest.mark.system]


@pytest.fixture(scope="module")
def case(cases: Cases) -> Case:
    return cases.proposed("Mir wurden Prügel angedroht.")


def words() -> str:
    return f"Bitte nur abends {secrets.token_hex(8)}"


@pytest.mark.parametrize("name", FORMS)
async def test_a_double_click_does_it_once(visiting: Visiting, cases: Cases, case: Case, name: str) -> None:
    visit, form, text = await visiting(), FORMS[name], words()
    await form.fill(visit, case, text)

    await visit.page.get_by_role("button", name=form.button, exact=True).dblclick()
    await expect(visit.page.locator(form.then)).to_be_visible()

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


async def test_the_store_stops_while_somebody_types(
    visiting: Visiting, cases: Cases, case: Case, system: System
) -> None:
    folders, filled = Folders(system.folder), [(name, await visiting(), words()) for name in FORMS]
    for name, visit, text in filled:
        await FORMS[name].fill(visit, case, text)

    await asyncio.to_thread(control.stop, folders, "mongo")
    try:
        kept = {name: await _is_kept(name, visit, text) for name, visit, text in filled}
    finally:
        await asyncio.to_thread(control.start, folders, "mongo")
    await eventually(lambda: asyncio.to_thread(control.status, folders), _all_ready, within=60)

    assert kept == dict.fromkeys(FORMS, "kept")
    for _, visit, text in filled:
        await send_again(visit, case, text)
    assert {name: FORMS[name].arrived(cases, case, text) for name, _, text in filled} == dict.fromkeys(FORMS, 1)


async def _is_kept(name: str, visit: Visit, text: str) -> str:
    await visit.press(FORMS[name].button)
    if not await still_there(visit, text).count():
        return await visit.page.locator("body").inner_text()
    return "kept" if (await visit.page.title()).startswith("Fehler: ") else await visit.page.title()


def _all_ready(states: dict[str, str]) -> bool:
    return set(states.values()) == {"ready"}
