"""The receipt on paper: the code is what people print it for."""

import re
from typing import Final

import pytest
from playwright.async_api import expect

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
    await expect(page.get_by_role("link", name="Rückmeldung lesen")).to_be_hidden()
    assert await page.locator("#receipt-code").evaluate(COLOURS) == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
    assert len(re.findall(rb"/Type\s*/Page\b", await page.pdf(format="A4", print_background=True))) == 1
