from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from tests.harness.browser.cases import Cases
from tests.harness.browser.chromium import PATIENCE, a_browser, a_context
from tests.harness.browser.visit import SignedIn, Visit, Visiting, visit
from tests.harness.system.embedded import System


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests; each has contexts of its own."""
    expect.set_options(timeout=PATIENCE)
    async with a_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def cases(system: System) -> Iterator[Cases]:
    made = Cases(system.embedded)
    yield made
    for browser in made.world.browsers.values():
        browser.close()


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, cases: Cases) -> SignedIn:
    return SignedIn(chromium, cases.system["staff"])


@pytest.fixture
async def visiting(chromium: Browser, cases: Cases, signed_in: SignedIn) -> AsyncIterator[Visiting]:
    """Opens a window with cookies of its own, seen as the options say; closed after the test."""
    opened: list[BrowserContext] = []

    async def begin(**look: Any) -> Visit:
        opened.append(await a_context(chromium, **look))
        return await visit(opened[-1], cases, signed_in)

    yield begin
    for context in opened:
        await context.close()
