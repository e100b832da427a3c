"""What is chosen and not typed is done once too, and survives the end of the session."""

import pytest
from playwright.async_api import expect

from tests.harness.browser.at_once import AtOnce, at_once
from tests.harness.browser.choices import CHOICES, after_the_end, choose
from tests.harness.browser.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.system]


async def press_twice(visit: Visit, name: str) -> int:
    """How often it was done, after the page has said that it is."""
    choice = CHOICES[name]
    case = await choose(visit, choice)
    await visit.page.get_by_role("button", name=choice.button, exact=True).first.dblclick()
    await expect(visit.page.locator("#erledigt")).to_be_focused()
    return await visit.cases.made(lambda cases: choice.done(cases, case))


async def come_too_late(visit: Visit, name: str) -> int:
    """The session ends before it is sent; how often it was done, after somebody went on as the page says."""
    visit, choice = visit.signed_in_alone(), CHOICES[name]
    case = await choose(visit, choice)
    if choice.by == "staff":
        await visit.signed_in.end("anna")
    else:
        await visit.forget()
    await visit.press(choice.button)
    await after_the_end(visit, case, choice)
    await expect(visit.page.locator("#erledigt")).to_be_visible()
    return await visit.cases.made(lambda cases: choice.done(cases, case))


pressed_twice = at_once(press_twice)
come_back = at_once(come_too_late)


@pytest.mark.parametrize("name", CHOICES)
async def test_a_double_click_does_it_once_and_says_so(pressed_twice: AtOnce[int], name: str) -> None:
    assert await pressed_twice.of(name) == 1


@pytest.mark.parametrize("name", CHOICES)
async def test_the_session_ends_before_it_is_sent(come_back: AtOnce[int], name: str) -> None:
    assert await come_back.of(name) == 1
