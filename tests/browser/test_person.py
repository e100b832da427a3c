"""A person's whole way by keyboard alone: from the portal over the receipt and the consent to its withdrawal."""

import secrets

import pytest
from playwright.async_api import expect

from tests.harness.browser import fields
from tests.harness.browser.at_once import AtOnce, at_once
from tests.harness.browser.cases import Cases
from tests.harness.browser.checks import seen
from tests.harness.browser.chromium import OF_PERSONS
from tests.harness.browser.keyboard import Keyboard
from tests.harness.browser.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.system]


async def from_the_portal_to_the_withdrawal(visit: Visit, look: str) -> None:
    page, keys = visit.page, Keyboard(visit.page)
    concern = f"Mir wurden Prügel angedroht. {secrets.token_hex(8)}"

    await visit.public("/")
    await seen(page, "Sie sind nicht allein")
    await keys.go(page.get_by_role("main").get_by_role("link", name="Ich bin betroffen"))
    await keys.write(fields.CONCERN, concern)
    await keys.unfold(fields.MORE)
    await keys.choose("Land", "Nordrhein-Westfalen")
    await keys.tick("Bedrohung")
    await keys.tick("Ich möchte anonym bleiben")
    await seen(page, "Anliegen schildern")
    await keys.press("Vertraulich absenden")
    await seen(page, "Ihr Anliegen ist angekommen")
    code = await page.locator("#receipt-code").inner_text()

    await keys.follow("Ich habe den Code notiert")
    await keys.write(fields.CODE, code)
    await keys.press("Weiter")
    await seen(page, "Ihr Anliegen")
    await expect(page.get_by_text(concern)).to_be_visible()

    await visit.cases.made(lambda cases: asked_by_the_desk(cases, code, concern))
    await page.reload()
    await expect(page.get_by_role("heading", name="Dürfen wir das weitergeben an")).to_be_visible()
    await seen(page, "Ihr Anliegen")
    await keys.tick(fields.ITEM)
    await keys.press("Ja, weitergeben")
    await expect(page.get_by_text("Sie haben zugestimmt", exact=True)).to_be_visible()
    await seen(page, "Ihr Anliegen")

    await keys.write(fields.MESSAGE, "Danke. Bitte nur abends.")
    await keys.press("Absenden")
    await expect(page.get_by_role("listitem").filter(has_text="Danke. Bitte nur abends.")).to_be_visible()

    await keys.unfold("Ansehen oder widerrufen")
    await keys.unfold("Einwilligung widerrufen")
    await keys.press("Ja, widerrufen")
    await expect(page.get_by_text("Sie haben widerrufen", exact=True)).to_be_visible()
    await seen(page, "Ihr Anliegen")
    await keys.press("Seite schließen")
    await seen(page, "Sie sind nicht allein")


ways = at_once(from_the_portal_to_the_withdrawal, OF_PERSONS)


@pytest.mark.parametrize("look", OF_PERSONS)
async def test_from_the_portal_to_the_withdrawal(ways: AtOnce[None], look: str) -> None:
    await ways.of(look)


def asked_by_the_desk(cases: Cases, code: str, concern: str) -> None:
    """A counsellor finds it by its text, takes it over and asks for a consent."""
    case = cases.found(concern, code)
    cases.submit(cases.world.desk(f"/desk/cases/{case.case_id}"), "Anliegen übernehmen")
    cases.await_proposals(case)
    cases.ask(case)
