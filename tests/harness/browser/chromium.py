"""The Chromium of this machine, and the ways in which people look through it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, async_playwright

NAMES: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Names of the executable. The first is the same engine without a window: a page takes about half the time."""

PATIENCE: Final = 60_000
"""Milliseconds to wait; generous, for a busy machine."""

LOOKS: Final[dict[str, dict[str, Any]]] = {
    "plain": {},
    "without JavaScript": {"java_script_enabled": False},
    "320 px": {"viewport": {"width": 320, "height": 640}},
    "200 % zoom": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
    "forced colours": {"forced_colors": "active"},
    "dark": {"color_scheme": "dark"},
}
"""The options of a browser context by name. Zoom by two halves the page's pixels and doubles the screen's."""

OF_PERSONS: Final = LOOKS | {"like Tor Browser": {"java_script_enabled": False, "web_fonts": False}}


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """Yields a headless Chromium. Raises AssertionError where none is installed."""
    executable = next((path for path in map(shutil.which, NAMES) if path), None)
    assert executable, "Chromium is needed: apt-get install chromium-headless-shell"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=["--disable-gpu"])
        yield browser
        await browser.close()


async def a_context(browser: Browser, *, web_fonts: bool = True, **look: Any) -> BrowserContext:
    """Returns a context with its own cookies, in which nothing moves. `web_fonts`: whether it fetches any."""
    context = await browser.new_context(reduced_motion="reduce", **look)
    if not web_fonts:
        await context.route("**/*.woff2", lambda route: route.abort())
    context.set_default_timeout(PATIENCE)
    return context
