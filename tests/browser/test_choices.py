"""What is chosen and not typed is done once too, and survives the end of the session."""

import pytest
from playwright.async_api import expect

from tests.harness.browser.cases import Cases
from tests.harness.browser.choices import CHOICES, after_the_end, choose
from tests.harness.browser.visit import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]


@pytest.mark.parametrize("name", CHOICES)
async def test_a_double_click_does_it_once_and_says_so(visiting: Visiting, cases: Cases, name: str) -> None:
    visit, choice = await visiting(), CHOICES[name]
    case = await choose(visit, cases, choice)

    await visit.page.get_by_role("button", name=choice.button, exact=True).first.dblclick()

    await expect(visit.page.locator("#erledigt")).to_be_focused()
    assert choice.done(cases, case) == 1


@pytest.mark.parametrize("name", CHOICES)
async def test_the_session_ends_before_it_is_sent(visiting: Visiting, cases: Cases, name: str) -> None:
    visit, choice = await visiting(), CHOICES[name]
    case = await choose(visit, cases, choice)
    if choice.by == "staff":
        await visit.signed_in.end("anna")
    else:
        await visit.forget()

    await visit.press(choice.button)
    await after_the_end(visit, case, choice)

    await expect(visit.page.locator("#erledigt")).to_be_visible()
    assert choice.done(cases, case) == 1
