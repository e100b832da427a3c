"""Every page in every state and at every width: what a person needs of it, and no finding of axe-core."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.harness.browser.cases import Cases
from tests.harness.browser.checks import accessibility, layout
from tests.harness.browser.chromium import a_context
from tests.harness.browser.pages import PAGES
from tests.harness.browser.visit import SignedIn, Visit, visit

pytestmark = [pytest.mark.browser, pytest.mark.system]


@pytest.fixture(scope="module", params=PAGES)
async def opened(
    request: pytest.FixtureRequest, chromium: Browser, cases: Cases, signed_in: SignedIn
) -> AsyncIterator[Visit]:
    """Opened once, for all its tests."""
    context = await a_context(chromium)
    there = await visit(context, cases, signed_in)
    await PAGES[request.param](there)
    yield there
    await context.close()


@pytest.mark.parametrize("width", [320, 640, 1280])
async def test_the_page_fits(opened: Visit, width: int) -> None:
    await opened.page.set_viewport_size({"width": width, "height": 800})

    assert "\n".join(await layout(opened.page)) == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_accessible(opened: Visit, scheme: str) -> None:
    await opened.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    assert "\n".join(await accessibility(opened.page)) == ""
