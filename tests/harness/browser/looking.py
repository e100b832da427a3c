"""Looks at pages in every way that people look at them, two at a time: one is fetched while the other is measured."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Page

from tests.harness.browser.cases import Cases
from tests.harness.browser.checks import accessibility, layout
from tests.harness.browser.chromium import a_context
from tests.harness.browser.pages import PAGES
from tests.harness.browser.visit import SignedIn, visit

AT_ONCE: Final = 2
PICTURES: Final = os.environ.get("LOTSE_PICTURES")
"""A folder for a picture of each page, to look at."""

WIDTHS: Final = (320, 640, 1280)
"""Pixels; half of 1280 is what is left of it when everything is twice as large."""

WAYS: Final = (*(f"at {width} px" for width in WIDTHS), "in forced colours", "by axe-core", "in the dark by axe-core")
Findings = dict[str, list[str]]
"""By way; empty where all is well."""


class Looking:
    """Begins with all pages at once; each has what was found, or raises what kept somebody from seeing it."""

    def __init__(self, names: Iterable[str], look: Callable[[str], Awaitable[Findings]]) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._look = look
        self._looks = {name: asyncio.create_task(self._take_turn(name)) for name in names}

    async def at(self, name: str) -> Findings:
        return await asyncio.shield(self._looks[name])

    async def end(self) -> None:
        for look in self._looks.values():
            look.cancel()
        await asyncio.gather(*self._looks.values(), return_exceptions=True)

    async def _take_turn(self, name: str) -> Findings:
        async with self._turn:
            return await self._look(name)


async def look(chromium: Browser, cases: Cases, signed_in: SignedIn, name: str) -> Findings:
    context = await a_context(chromium)
    try:
        there = await visit(context, cases, signed_in)
        await PAGES[name](there)
        return await _in_every_way(there.page, name)
    finally:
        await context.close()


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
