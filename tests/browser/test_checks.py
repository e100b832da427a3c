"""The checks of a page find what they are for."""

import pytest
from playwright.async_api import Browser, Page

from tests.harness.browser.checks import accessibility, layout
from tests.harness.browser.chromium import a_context

pytestmark = pytest.mark.browser

GOOD = "<!doctype html><html lang=de><title>Seite – Lotse</title><main><h1>Seite</h1>{}</main></html>"
BAD = {
    "<p style='width: 3000px'>Breit</p>": "scrolls sideways",
    "<h3>Tief</h3>": "a level is left out before <h3> Tief",
    "<h1>Noch eine</h1>": "not one first heading",
    "<p style='margin-top: -2.4em'>Darüber</p>": "overlaps",
    "<p style='width: 2ch; overflow-wrap: anywhere'>Beratungsstelle</p>": "is squeezed: <p> Beratungsstelle",
    "<a href='/' style='outline: none'>Weiter</a>": "does not show its focus: <a> Weiter",
}


async def page_with(chromium: Browser, part: str) -> Page:
    page = await (await a_context(chromium)).new_page()
    await page.set_content(GOOD.format(part))
    return page


async def test_nothing_is_found_on_a_good_page(chromium: Browser) -> None:
    page = await page_with(chromium, "<h2>Teil</h2><a href='/'>Weiter</a>")

    assert await layout(page) + await accessibility(page) == []


@pytest.mark.parametrize("part", BAD, ids=BAD.values())
async def test_what_a_person_would_stumble_over_is_found(chromium: Browser, part: str) -> None:
    found = await layout(await page_with(chromium, part))

    assert any(BAD[part] in each for each in found), found


async def test_what_axe_finds_is_told(chromium: Browser) -> None:
    found = await accessibility(await page_with(chromium, "<input><p style='color: #ccc'>Blass</p>"))

    assert {each.partition(":")[0] for each in found} == {"label", "color-contrast"}
