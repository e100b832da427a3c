"""A person's whole way by keyboard alone: from the portal over the receipt and the consent to its withdrawal."""

import secrets
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.harness.browser.cases import Case, Cases
from tests.harness.browser.checks import findings
from tests.harness.browser.chromium import LOOKS
from tests.harness.browser.keyboard import Keyboard
from tests.harness.browser.visit import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
async def test_from_the_portal_to_the_withdrawal(visiting: Visiting, cases: Cases, look: dict[str, Any]) -> None:
    visit = await visiting(**look)
    page, keys = visit.page, Keyboard(visit.page)
    concern = f"Mir wurden Prügel angedroht. {secrets.token_hex(8)}"

    await visit.public("/")
    await seen(page, "Sie sind nicht allein")
    await keys.follow("Anliegen schildern")
    await keys.write("Ihr Anliegen", concern)
    await keys.unfold("Mehr angeben (freiwillig)")
    await keys.choose("Land", "Nordrhein-Westfalen")
    await keys.tick("Bedrohung")
    await keys.tick("Ich möchte anonym bleiben")
    await seen(page, "Anliegen schildern")
    await keys.press("Vertraulich absenden")
    await seen(page, "Ihr Anliegen ist angekommen")
    code = await page.locator("#receipt-code").inner_text()

    await keys.follow("Rückmeldung lesen")
    await keys.write("Rückmeldecode", code)
    await keys.press("Weiter")
    await seen(page, "Ihr Anliegen")
    await expect(page.get_by_text(concern)).to_be_visible()

    asked_by_the_desk(cases, code, concern)
    await page.reload()
    await expect(page.get_by_role("heading", name="Dürfen wir das weitergeben an")).to_be_visible()
    await seen(page, "Ihr Anliegen")
    await keys.press("Ja, weitergeben")
    await expect(page.get_by_text("Sie haben zugestimmt", exact=True)).to_be_visible()
    await seen(page, "Ihr Anliegen")

    await keys.write("Nachricht an uns", "Danke. Bitte nur abends.")
    await keys.press("Absenden")
    await expect(page.get_by_role("listitem").filter(has_text="Danke. Bitte nur abends.")).to_be_visible()

    await keys.press("Einwilligung widerrufen")
    await expect(page.get_by_text("Sie haben widerrufen", exact=True)).to_be_visible()
    await seen(page, "Ihr Anliegen")
    await keys.press("Seite schließen")
    await seen(page, "Sie sind nicht allein")


async def seen(page: Page, heading: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    assert "\n".join(await findings(page)) == ""


def asked_by_the_desk(cases: Cases, code: str, concern: str) -> None:
    """A counsellor finds it by its text, takes it over and asks for a consent."""
    case = found(cases, code, concern)
    cases.submit(cases.world.desk(f"/desk/cases/{case.case_id}"), "Anliegen übernehmen")
    cases.await_proposals(case)
    cases.ask(case)


def found(cases: Cases, code: str, concern: str) -> Case:
    addresses = cases.world.desk("/desk").links("/desk/cases/")
    theirs = next(each for each in addresses if cases.world.staff("anna").get(each).has(concern))
    return Case(theirs.rpartition("/")[2], "", code)
