"""What every page owes to whoever looks at it: its layout, and no finding of axe-core by WCAG 2.2 AA."""

from pathlib import Path
from typing import Any, Final

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

LAYOUT: Final = (Path(__file__).parent / "layout.js").read_text()
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUNS_SCRIPTS: Final = "matchMedia('(scripting: enabled)').matches"
OPTIONS: Final[dict[str, Any]] = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


async def findings(page: Page) -> list[str]:
    """Of both kinds; without scripts axe-core cannot look."""
    by_axe = await accessibility(page) if await page.evaluate(RUNS_SCRIPTS) else []
    return by_axe + await layout(page)


async def layout(page: Page) -> list[str]:
    """Sideways scroll, order of headings, overlaps, controls that do not show their focus."""
    await page.keyboard.press("Tab")  # from now on the browser shows the focus as it does for those who use keys
    found: list[str] = await page.evaluate(LAYOUT)
    return found


async def accessibility(page: Page) -> list[str]:
    """The findings, each with where it is. The page must run scripts."""
    results = await Axe().run(page, options=OPTIONS)
    return [
        f"{rule['id']}: {node['html'][:160]}: {node['any'] and node['any'][0]['message']}"
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]
