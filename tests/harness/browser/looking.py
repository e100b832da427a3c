"""Looks at a page in every way that people look at it."""

import os
from pathlib import Path
from typing import Final

from playwright.async_api import Page

from tests.harness.browser.checks import accessibility, layout
from tests.harness.browser.pages import PAGES
from tests.harness.browser.visit import Visit

PICTURES: Final = os.environ.get("LOTSE_PICTURES")
"""A folder for a picture of each page, for people to look at."""

WIDTHS: Final = (320, 640, 1280)
"""Widths in pixels; half of 1280 is the width that is left when everything is twice as large."""

WAYS: Final = (*(f"at {width} px" for width in WIDTHS), "in forced colours", "by axe-core", "in the dark by axe-core")
Findings = dict[str, list[str]]
"""Findings by way of looking; empty where all is well."""


async def look(visit: Visit, name: str) -> Findings:
    await PAGES[name](visit)
    return await _in_every_way(visit.page, name)


async def _in_every_way(page: Page, name: str) -> Findings:
    found = {}
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        found[f"at {width} px"] = await layout(page)
        if PICTURES:
            file = f"{name.replace(' ', '-')}-{width}.png"
            await page.screenshot(path=Path(PICTURES) / file, full_page=True)
    await page.emulate_media(forced_colors="active")
    found["in forced colours"] = await layout(page)
    await page.emulate_media(forced_colors="none")
    found["by axe-core"] = await accessibility(page)
    await page.emulate_media(color_scheme="dark")
    found["in the dark by axe-core"] = await accessibility(page, of_colours=True)
    return found
