"""Every page in every state and at every width: what a person needs of it, and no finding of axe-core."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
from playwright.async_api import Browser

from tests.harness.browser.cases import Cases
from tests.harness.browser.looking import WAYS, Looking, look
from tests.harness.browser.pages import PAGES
from tests.harness.browser.visit import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.system]


@pytest.fixture(scope="module")
async def looking(
    request: pytest.FixtureRequest, chromium: Browser, cases: Cases, signed_in: SignedIn
) -> AsyncIterator[Looking]:
    """At those that are asked for in this run."""
    asked = [item for item in request.session.items if item.getparent(pytest.Module) is request.node]
    names = dict.fromkeys(item.callspec.params["name"] for item in asked)  # type: ignore[attr-defined]
    looking = Looking(names, partial(look, chromium, cases, signed_in))
    yield looking
    await looking.end()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", PAGES)
async def test_a_person_can_use_the_page(looking: Looking, name: str, way: str) -> None:
    assert "\n".join((await looking.at(name))[way]) == ""
