from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.harness.browser.cases import Cases
from tests.harness.browser.chromium import PATIENCE, a_browser
from tests.harness.browser.visit import SignedIn, Visit, Visiting, a_visit
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
async def visiting(cases: Cases, signed_in: SignedIn) -> AsyncIterator[Visiting]:
    """Opens a window with cookies of its own, seen as the options say; closed after the test."""
    async with AsyncExitStack() as opened:

        async def begin(**look: Any) -> Visit:
            return await opened.enter_async_context(a_visit(signed_in, cases, **look))

        yield begin
