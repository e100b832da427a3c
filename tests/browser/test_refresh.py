"""The list that refreshes by itself takes nothing out of anybody's hands: the focus stays, and what was typed."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.harness.browser import fields
from tests.harness.browser.cases import Cases
from tests.harness.browser.visit import Visit, Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]

A_MINUTE = 61_000
"""Milliseconds, until the list asks again."""


async def test_a_refresh_keeps_the_focus_and_what_was_typed(visiting: Visiting, cases: Cases) -> None:
    visit, case = await visiting(), cases.taken_over("Mir wurden Prügel angedroht.", urgency="immediate")
    page = visit.page
    await page.clock.install()
    await visit.staff("/desk/tasks")
    search, task = page.get_by_label("Nummer, Telefon oder E-Mail"), row(page, cases.number(case))

    await search.fill("L-4F")
    while not await task.count():
        await visit.go("Weitere anzeigen")
    done = task.get_by_role("link", name="Ohne Antwort erledigen")
    await done.focus()
    await refresh_with_news(visit)
    await expect(done).to_be_focused()
    await expect(search).to_have_value("L-4F")

    await search.focus()
    await page.keyboard.press("End")
    await refresh_with_news(visit)
    await page.keyboard.type("7K")
    await expect(search).to_be_focused()
    await expect(search).to_have_value("L-4F7K")

    await done.click()
    await visit.unfold("Ohne Antwort erledigen")
    await page.locator("#zu-tun").get_by_label(fields.UNANSWERED).select_option(label=fields.WHY_UNANSWERED)
    await visit.press("Erledigt")
    await expect(page.get_by_text("Die Aufgabe ist erledigt.")).to_be_visible()


async def refresh_with_news(visit: Visit) -> None:
    """There is a task more than when the page was opened, so the list has been put in place anew, and its title."""
    before = await visit.page.title()
    await visit.cases.made(lambda cases: cases.taken_over("Mir wurde gedroht.", urgency="immediate"))
    async with visit.page.expect_response("**/desk/tasks**"):
        await visit.page.clock.run_for(A_MINUTE)
    await expect(visit.page).not_to_have_title(before)


def row(page: Page, number: str) -> Locator:
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=number)
