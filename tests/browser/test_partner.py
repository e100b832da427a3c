"""A partner's whole way by keyboard alone: from the link in the mail over PIN and answer to the end of the help."""

import secrets
from typing import Any

import pytest
from playwright.async_api import Page, expect

from infra.demo.journey.steps import until
from tests.harness.browser.cases import OTHER_PARTNER, Cases
from tests.harness.browser.checks import findings
from tests.harness.browser.chromium import LOOKS
from tests.harness.browser.keyboard import Keyboard
from tests.harness.browser.visit import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]


@pytest.mark.parametrize("look", [LOOKS[name] for name in ("plain", "without JavaScript")], ids=["plain", "no scripts"])
async def test_from_the_link_to_the_end_of_the_help(visiting: Visiting, cases: Cases, look: dict[str, Any]) -> None:
    visit, shared = await visiting(**look), f"Es geht um Drohungen {secrets.token_hex(8)}"
    page, keys = visit.page, Keyboard(visit.page)
    case = cases.agreed("Mir wurde gedroht.", OTHER_PARTNER, shared)

    await page.goto(cases.link_of(shared))
    await seen(page, "Eine Vermittlung wartet auf Sie")
    await keys.write("PIN Ihrer Stelle", cases.system["partners"][OTHER_PARTNER]["pin"])
    await keys.press("Öffnen")
    await expect(page.get_by_text(shared)).to_be_visible()
    await seen(page, "Vermittlung")

    await keys.press("Annehmen")
    await seen(page, "Vermittlung angenommen")
    await keys.press("Kontakt aufgenommen")
    await keys.choose("Ergebnis", "Geholfen")
    await keys.press("Abschließen")

    await expect(page.get_by_text("Vielen Dank. Es ist nichts weiter zu tun.")).to_be_visible()
    await seen(page, "Vermittlung")
    until(lambda: cases.follow(case).has("hat die Hilfe abgeschlossen"))


async def seen(page: Page, heading: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    assert "\n".join(await findings(page)) == ""
