"""Every page in every state and at every width: what a person needs of it, and no finding of axe-core."""

import pytest

from tests.harness.browser.at_once import AtOnce, at_once
from tests.harness.browser.looking import Findings, look
from tests.harness.browser.pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.system]

looks = at_once(look)


@pytest.mark.parametrize("name", PAGES)
async def test_a_person_can_use_the_page(looks: AtOnce[Findings], name: str) -> None:
    found = await looks.of(name)

    assert {way: each for way, each in found.items() if each} == {}
