"""What somebody began to write is there again in another browser, with its code alone; also where no script runs."""

import pytest
from playwright.async_api import expect

from tests.harness.browser import fields
from tests.harness.browser.pages.of_person import draft_kept
from tests.harness.browser.texts import LONG
from tests.harness.browser.visit import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]


async def test_in_another_browser_it_is_there_with_the_code(visiting: Visiting) -> None:
    here, there = await visiting(), await visiting(java_script_enabled=False)
    await draft_kept(here)
    code = await here.page.locator("#receipt-code").inner_text()
    await there.public("/anliegen")
    await there.go("Mit einem Entwurfscode weiterschreiben")
    await there.page.get_by_label("Entwurfscode").fill(code)
    await there.press("Weiterschreiben")
    await expect(there.page.get_by_label(fields.CONCERN)).to_have_value(LONG)
    await there.press("Vertraulich absenden")
    await expect(there.page.get_by_role("heading", name="Ihr Anliegen ist angekommen")).to_be_visible()
    await here.public("/anliegen/weiter")
    await here.page.get_by_label("Entwurfscode").fill(code)
    await here.press("Weiterschreiben")
    await expect(here.page.get_by_text("gibt es hier nichts mehr").first).to_be_visible()


async def test_the_first_button_of_the_form_sends_it(visiting: Visiting) -> None:
    """Who presses Enter in a field means that, and not to keep a draft."""
    visit = await visiting()
    await visit.public("/anliegen")
    await visit.page.get_by_label(fields.CONCERN).fill(LONG)
    first = visit.page.locator("form[action='/anliegen'] button[type=submit]").first
    await expect(first).to_have_text("Vertraulich absenden")
