"""Checks of every page: its layout, and no finding of axe-core by WCAG 2.2 AA."""

from pathlib import Path
from typing import Any, Final

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

LAYOUT: Final = (Path(__file__).parent / "layout.js").read_text()
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROWED: Final = "innerWidth < 1000 || matchMedia('(forced-colors: active)').matches"
RUNS_SCRIPTS: Final = "matchMedia('(scripting: enabled)').matches"
OF_COLOURS: Final = ["color-contrast", "link-in-text-block"]
IS_WHOLE: Final = """() => !matchMedia("(scripting: enabled)").matches ||
  [...document.querySelectorAll("[hx-trigger=load]")].every(
    (each) => each.matches(".count") ? each.textContent.trim() : each.querySelector(".title-row"))"""
"""An expression that is true when the parts are there that a page fetches after loading."""


async def findings(page: Page) -> list[str]:
    """Returns the findings of both kinds.

    Without scripts axe-core cannot run; every page is checked by it in `looking`.
    """
    is_plain = await page.evaluate(RUNS_SCRIPTS) and not await page.evaluate(NARROWED)
    return (await accessibility(page) if is_plain else []) + await layout(page)


async def layout(page: Page, *, is_whole: bool = True) -> list[str]:
    """Returns findings of sideways scroll, order of headings, overlaps, and controls that do not show their focus.

    `is_whole`: waits for the parts that the page fetches.
    """
    if is_whole:
        await page.wait_for_function(IS_WHOLE)
    await page.keyboard.press("Tab")  # now the browser shows the focus as for people who use keys
    found: list[str] = await page.evaluate(LAYOUT)
    return found


async def accessibility(page: Page, *, of_colours: bool = False) -> list[str]:
    """Returns the findings of all rules, or of those for colours, each with its place. The page must run scripts."""
    rules = {"type": "rule", "values": OF_COLOURS} if of_colours else {"type": "tag", "values": TAGS}
    options: dict[str, Any] = {"runOnly": rules, "resultTypes": ["violations"]}
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(Axe().axe_script)
    found = await page.evaluate("options => axe.run(document, options).then(found => found.violations)", options)
    return [
        f"{rule['id']}: {node['html'][:160]}: {node['any'] and node['any'][0]['message']}"
        for rule in found
        for node in rule["nodes"]
    ]


async def seen(page: Page, heading: str) -> None:
    """Asserts that the page with this heading is there and has no findings."""
    await expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    assert "\n".join(await findings(page)) == ""
