"""A counsellor's whole way by keyboard alone: from the sign-in over triage and hand-over to the closed case."""

import secrets
from datetime import date
from typing import Any

import pytest
from playwright.async_api import Page, expect

from infra.demo.journey.steps import until
from tests.harness.browser.cases import Case, Cases
from tests.harness.browser.checks import findings
from tests.harness.browser.chromium import LOOKS
from tests.harness.browser.keyboard import Keyboard
from tests.harness.browser.visit import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_from_the_sign_in_to_the_closed_case(visiting: Visiting, cases: Cases, look: dict[str, Any]) -> None:
    visit = await visiting(**look)
    page, keys = visit.page, Keyboard(visit.page)
    concern = f"Mir wurden Prügel angedroht. {secrets.token_hex(8)}"
    case = cases.new(concern)

    await signs_in(page, keys, cases.system["staff"])
    await seen(page, "Eingang")
    await keys.go(page.locator(f"main a[href='/desk/cases/{case.case_id}']"))
    await expect(page.get_by_text(concern)).to_be_visible()
    await keys.press("Anliegen übernehmen")
    await expect(page.get_by_role("heading", name="Ersteinschätzung")).to_be_visible()
    await seen(page, "Bedrohung")

    await keys.pick("Dringlichkeit", "Dringend")
    await keys.tick("Orientierung")
    await keys.press("Einschätzung speichern")
    cases.await_proposals(case)
    await seen(page, "Bedrohung")

    await asks_for_a_consent(visit.page, keys, case, scripts="java_script_enabled" not in look)
    await expect(page.get_by_text("Wartet auf Einwilligung")).to_be_visible()

    await keys.write("Ihre Antwort", "Wir sind für Sie da.")
    await keys.press("Antwort senden")
    await expect(page.get_by_role("listitem").filter(has_text="Wir sind für Sie da.")).to_be_visible()

    await keys.unfold("Fall abschließen")
    await keys.choose("Ergebnis", "An Partner vermittelt")
    await keys.press("Fall abschließen")
    await expect(page.get_by_text("Abgeschlossen", exact=True)).to_be_visible()
    await seen(page, "Bedrohung")
    until(lambda: cases.follow(case).has("Wir sind für Sie da."))
    await keys.press("Abmelden")
    await seen(page, "Sie sind abgemeldet")


async def test_a_call_and_a_proceeding(visiting: Visiting, cases: Cases) -> None:
    visit, text = await visiting(), f"Sie ruft an. {secrets.token_hex(8)}"
    page, keys = visit.page, Keyboard(visit.page)
    case = cases.proposed("Mir wurden Prügel angedroht.")

    await signs_in(page, keys, cases.system["staff"])
    await keys.follow("Anruf erfassen")
    await keys.write("Was die Person erzählt", text)
    await keys.choose("Anlass", "Information")
    await keys.press("Speichern und Einmalcode zeigen")
    await seen(page, "Einmalcode vorlesen")
    assert cases.in_queue(text) == 1

    await page.goto(f"{cases.system['staff']}/referral/cases/{case.case_id}/proceedings")
    await keys.write_day("Die Tat ist der Person bekannt seit", date(2026, 11, 2))
    await keys.tick("§ 185 StGB Beleidigung")
    await keys.press("Speichern")
    await expect(page.locator("#erledigt")).to_be_focused()
    await seen(page, "Strafverfahren")


async def signs_in(page: Page, keys: Keyboard, staff_url: str) -> None:
    await page.goto(f"{staff_url}/desk")
    await keys.go(page.get_by_role("link", name="counsellor"))
    await page.wait_for_url("**/desk")


async def asks_for_a_consent(page: Page, keys: Keyboard, case: Case, *, scripts: bool) -> None:
    if scripts:
        await page.reload()
    else:
        await keys.follow("Vermittlung öffnen")
    await keys.go(page.get_by_role("link", name="Weitergabe vorbereiten").first)
    await seen(page, "Weitergabe an")
    await keys.pick("Wie soll der Kontakt entstehen?", "Wir stellen den Kontakt her")
    await keys.tick("Schilderung")
    await keys.write("Text zu: Schilderung", "Es geht um eine Bedrohung.")
    await keys.press("Person um Einwilligung bitten")


async def seen(page: Page, heading: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    assert "\n".join(await findings(page)) == ""
