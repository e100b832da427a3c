"""A counsellor's whole way by keyboard alone: from the sign-in over every tab of a case to its end."""

import secrets

import pytest
from playwright.async_api import Page, expect

from tests.harness.browser import fields
from tests.harness.browser.acts import awaited
from tests.harness.browser.at_once import AtOnce, at_once
from tests.harness.browser.cases import Cases
from tests.harness.browser.checks import seen
from tests.harness.browser.chromium import LOOKS
from tests.harness.browser.keyboard import Keyboard
from tests.harness.browser.visit import Visit, Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]


async def from_the_sign_in_to_the_closed_case(visit: Visit, look: str) -> None:
    page, keys = visit.page, Keyboard(visit.page)
    concern = f"Mir wurden Prügel angedroht. {secrets.token_hex(8)}"
    case = await visit.cases.made(lambda cases: cases.new(concern))

    await signs_in(page, keys, visit.cases.system["staff"])
    await seen(page, "Zu tun")
    await keys.go(page.get_by_role("navigation").get_by_role("link", name="Wartend"))
    await keys.go(page.locator(f"main a[href='/desk/cases/{case.case_id}']"))
    await expect(page.get_by_text(concern)).to_be_hidden()
    await keys.press("Anzeigen")
    await expect(page.get_by_text(concern)).to_be_visible()
    await keys.press("Anliegen übernehmen")
    await seen(page, "Bedrohung")

    await keys.follow("Einschätzung")
    await keys.pick(fields.URGENCY, fields.URGENT)
    await keys.tick("Orientierung")
    await keys.press("Einschätzung speichern")
    await seen(page, "Bedrohung")

    await visit.cases.made(lambda cases: cases.await_proposals(case))
    await asks_for_a_consent(page, keys)
    await expect(page.get_by_text("Wartet auf Einwilligung")).to_be_visible()
    await seen(page, "Bedrohung")

    await keys.follow("Gespräch")
    await keys.write(fields.ANSWER, "Wir sind für Sie da.")
    await keys.press("Antwort senden")
    await expect(page.get_by_role("listitem").filter(has_text="Wir sind für Sie da.")).to_be_visible()

    await looks_at_what_other_services_know(page, keys)
    await keys.follow("Akte")
    await keys.unfold("Fall abschließen")
    await keys.choose(fields.OUTCOME, fields.MEDIATED)
    await keys.press("Fall abschließen")
    await expect(page.locator("main").get_by_text("Abgeschlossen", exact=True)).to_be_visible()
    await seen(page, "Bedrohung")
    await visit.cases.made(lambda cases: awaited(lambda: cases.follow(case).has("Wir sind für Sie da.")))
    await keys.press("Abmelden")
    await seen(page, "Sie sind abgemeldet")


ways = at_once(from_the_sign_in_to_the_closed_case, LOOKS)


@pytest.mark.parametrize("look", LOOKS)
async def test_from_the_sign_in_to_the_closed_case(ways: AtOnce[None], look: str) -> None:
    await ways.of(look)


async def asks_for_a_consent(page: Page, keys: Keyboard) -> None:
    await keys.follow("Weitergabe")
    await keys.follow("Stelle vorschlagen")
    await seen(page, "Vermittlung")
    await keys.go(page.get_by_role("link", name="Weitergabe vorbereiten").first)
    await seen(page, "Weitergabe an")
    await keys.pick(fields.KIND, fields.WE_MEDIATE)
    await keys.tick(fields.ITEM)
    await keys.write(fields.ITEM_TEXT, "Es geht um eine Bedrohung.")
    await keys.press("Person um Einwilligung bitten")


async def looks_at_what_other_services_know(page: Page, keys: Keyboard) -> None:
    await keys.follow("Verfahren")
    await seen(page, "Strafverfahren")
    await keys.follow("Fristen")
    await seen(page, "Fristen")


async def test_a_call_and_a_proceeding(visiting: Visiting, cases: Cases) -> None:
    visit, text = await visiting(), f"Sie ruft an. {secrets.token_hex(8)}"
    page, keys = visit.page, Keyboard(visit.page)
    case = cases.proposed("Mir wurden Prügel angedroht.")

    await signs_in(page, keys, cases.system["staff"])
    await keys.follow("Anruf erfassen")
    await keys.write(fields.TOLD, text)
    await keys.choose(fields.OCCASION, "Information")
    await keys.press("Speichern und Einmalcode zeigen")
    await seen(page, "Einmalcode vorlesen")
    assert cases.in_queue(text) == 1

    await finds_by_its_number(page, keys, cases.number(case))
    await keys.follow("Verfahren")
    await keys.write_day(fields.ACT_KNOWN, fields.lately())
    await keys.tick(fields.OFFENCE)
    await keys.press("Speichern")
    await expect(page.locator("#erledigt")).to_be_focused()
    await seen(page, "Strafverfahren")


async def test_what_is_to_be_done_leads_to_where_it_is_done(visiting: Visiting, cases: Cases) -> None:
    visit, case = await visiting(), cases.taken_over("Mir wurden Prügel angedroht.", urgency="immediate")
    page, keys = visit.page, Keyboard(visit.page)
    number = cases.number(case)
    task = page.get_by_role("main").get_by_role("listitem").filter(has_text=number)

    await signs_in(page, keys, cases.system["staff"])
    await keys.go(page.get_by_role("navigation").get_by_role("link", name="Zu tun"))
    await seen(page, "Zu tun")
    await keys.go(task.get_by_role("link", name="Lesen und antworten"))
    await keys.write(fields.ANSWER, "Wir sind für Sie da.")
    await keys.press("Antwort senden")

    await keys.go(page.get_by_role("main").get_by_role("link", name="Zu tun"))
    await expect(page.get_by_role("heading", name="Zu tun", level=1)).to_be_visible()
    await expect(task).to_have_count(0)


async def signs_in(page: Page, keys: Keyboard, staff_url: str) -> None:
    await page.goto(f"{staff_url}/desk")
    await keys.go(page.get_by_role("link", name="counsellor"))
    await page.wait_for_url("**/desk/tasks")


async def finds_by_its_number(page: Page, keys: Keyboard, number: str) -> None:
    await keys.write("Nummer, Telefon oder E-Mail", number)
    await keys.press("Suchen")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(number)
