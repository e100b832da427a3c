"""The operators' page renews itself and leaves whoever uses it where they are."""

import pytest
from playwright.async_api import expect

from tests.harness.browser.visit import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]

AT = "region => [region.scrollLeft, scrollY]"


async def test_focus_and_scroll_survive_the_renewal(visiting: Visiting) -> None:
    visit = await visiting(viewport={"width": 640, "height": 300})
    await visit.staff("/statistics/betrieb", "omar")
    table = visit.page.locator("main .scroll").first
    await visit.page.get_by_role("link", name="Jetzt erneuern").focus()
    await table.evaluate("region => { region.scrollLeft = 80; }")
    before = await table.evaluate(AT)

    await visit.page.locator("#herzschlag").evaluate("old => { old.dataset.old = 'yes'; }")
    async with visit.page.expect_response(lambda answer: answer.url.endswith("/statistics/betrieb")):
        pass
    await expect(visit.page.locator("[data-old]")).to_have_count(0)

    await expect(visit.page.get_by_role("link", name="Jetzt erneuern")).to_be_focused()
    assert before[0] == 80
    assert await table.evaluate(AT) == before
