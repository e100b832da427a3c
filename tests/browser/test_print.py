"""On paper: the receipt is its code, and a partner's overview says nothing of a case."""

import re
from typing import Final

import pytest
from playwright.async_api import expect

from services.referral.pages.partner_labels_de import STATES
from tests.harness.browser.pages.of_partner import overview
from tests.harness.browser.pages.of_person import receipt
from tests.harness.browser.visit import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]


COLOURS: Final = """code => {
  const around = [];
  for (let each = code; each; each = each.parentElement) around.push(getComputedStyle(each).backgroundColor);
  return [getComputedStyle(code).color, ...new Set(around)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_printed_receipt_is_the_code_and_what_to_do_with_it(visiting: Visiting, scheme: str) -> None:
    visit = await visiting(color_scheme=scheme)
    await receipt(visit)
    page = visit.page
    await page.emulate_media(media="print")

    await expect(page.locator("#receipt-code")).to_be_visible()
    await expect(page.get_by_text("Bitte bewahren Sie diesen Code sicher auf")).to_be_visible()
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await expect(page.get_by_role("link", name="Ich habe den Code notiert")).to_be_hidden()
    assert await page.locator("#receipt-code").evaluate(COLOURS) == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
    assert len(re.findall(rb"/Type\s*/Page\b", await page.pdf(format="A4", print_background=True))) == 1


async def test_the_printed_overview_is_reference_state_and_date(visiting: Visiting) -> None:
    visit = await visiting()
    await overview(visit)
    page = visit.page
    await page.emulate_media(media="print")

    printed = await page.locator("body").inner_text()
    lines = [line for line in printed.splitlines() if line.strip()]
    known = r"Zum Inhalt springen|Ihre Vermittlungen|Stand vom .*|Vermittlung [0-9A-F]{4}-[0-9A-F]{4}|Bei Ihnen seit .*"
    asked = r"Antwort (war )?erbeten bis .* Uhr\..*"
    states = "|".join(map(re.escape, STATES.values()))
    assert [line for line in lines if not re.fullmatch(f"{known}|{asked}|{states}", line.strip())] == []
    await expect(page.get_by_text(re.compile("Vermittlung [0-9A-F]{4}-")).first).to_be_visible()
