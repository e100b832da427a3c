"""The code of a receipt is copied by a button where a script runs, and is text that can be selected where none does."""

import pytest
from playwright.async_api import expect

from tests.harness.browser.pages.of_person import receipt
from tests.harness.browser.visit import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]

COPY = "Code kopieren"


async def test_the_button_copies_the_code_and_says_so(visiting: Visiting) -> None:
    visit = await visiting(permissions=["clipboard-read", "clipboard-write"])
    await receipt(visit)
    code = await visit.page.locator("#receipt-code").inner_text()
    await visit.page.get_by_role("button", name=COPY).click()
    await expect(visit.page.get_by_role("status").filter(has_text="Kopiert.")).to_be_visible()
    assert await visit.page.evaluate("navigator.clipboard.readText()") == code


async def test_without_a_script_no_button_is_there_that_does_nothing(visiting: Visiting) -> None:
    visit = await visiting(java_script_enabled=False)
    await receipt(visit)
    await expect(visit.page.locator("#receipt-code")).to_be_visible()
    await expect(visit.page.get_by_role("button", name=COPY)).to_be_hidden()
