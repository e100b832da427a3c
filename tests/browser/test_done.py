"""After every act there is a sentence that says it is done, and it has the focus."""

import secrets

import pytest
from playwright.async_api import expect

from tests.harness.browser.cases import Case, Cases
from tests.harness.browser.typed_forms import FORMS
from tests.harness.browser.visit import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]


@pytest.fixture(scope="module")
def case(cases: Cases) -> Case:
    return cases.proposed("Mir wurden Prügel angedroht.")


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.then == "#erledigt"])
async def test_the_act_is_said_to_be_done(visiting: Visiting, case: Case, name: str) -> None:
    visit = await visiting()
    await FORMS[name].fill(visit, case, secrets.token_hex(8))

    await visit.press(FORMS[name].button)

    await expect(visit.page.locator("#erledigt")).to_be_focused()
