"""A partner's whole way by keyboard alone: from the link in the mail over PIN and answer to the end of the help."""

import secrets

import pytest
from playwright.async_api import expect

from tests.harness.browser import fields
from tests.harness.browser.acts import OTHER_PARTNER, awaited
from tests.harness.browser.at_once import AtOnce, at_once
from tests.harness.browser.cases import Cases
from tests.harness.browser.checks import seen
from tests.harness.browser.chromium import LOOKS
from tests.harness.browser.entries import link_to_confirm
from tests.harness.browser.keyboard import Keyboard
from tests.harness.browser.visit import Visit, Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]


async def from_the_link_to_the_end_of_the_help(visit: Visit, look: str) -> None:
    shared = f"Es geht um Drohungen {secrets.token_hex(8)}"
    page, keys = visit.page, Keyboard(visit.page)
    case = await visit.cases.made(lambda cases: cases.agreed("Mir wurde gedroht.", OTHER_PARTNER, shared))

    await page.goto(await visit.cases.made(lambda cases: cases.link_of(shared)))
    await seen(page, "Eine Vermittlung wartet auf Sie")
    await enters_the_pin(visit, keys)
    await expect(page.get_by_text(shared)).to_be_visible()
    await seen(page, "Vermittlung")

    await keys.press("Annehmen")
    await seen(page, "Vermittlung von Ihnen angenommen")
    await keys.press("Kontakt aufgenommen")
    await keys.choose(fields.OUTCOME, "Geholfen")
    await keys.press("Hilfe abschließen")

    await expect(page.get_by_text("Vielen Dank. Es ist nichts weiter zu tun.")).to_be_visible()
    await seen(page, "Vermittlung")
    await visit.cases.made(lambda cases: awaited(lambda: cases.follow(case).has("hat die Hilfe abgeschlossen")))


ways = at_once(from_the_link_to_the_end_of_the_help, LOOKS)


@pytest.mark.parametrize("look", ["plain", "without JavaScript"])
async def test_from_the_link_to_the_end_of_the_help(ways: AtOnce[None], look: str) -> None:
    await ways.of(look)


async def test_its_own_entry_is_confirmed(visiting: Visiting, cases: Cases) -> None:
    visit = await visiting()
    page, keys = visit.page, Keyboard(visit.page)

    await page.goto(link_to_confirm(cases, OTHER_PARTNER))
    await seen(page, "Stimmt Ihr Eintrag noch?")
    await enters_the_pin(visit, keys)
    await seen(page, "Stimmt Ihr Eintrag noch?")
    await keys.press("Alles stimmt so, bestätigen")

    await expect(page.locator("#erledigt")).to_be_focused()


async def enters_the_pin(visit: Visit, keys: Keyboard) -> None:
    await keys.write(fields.PIN, visit.cases.system["partners"][OTHER_PARTNER]["pin"])
    await keys.press("Öffnen")
