"""Before an authority is told something, the desk and the person read what that authority does with it."""

import httpx2
import pytest

from services.intake.domain.ids import PartnerId
from services.intake.handlers.desk.ask_for_addition import ask_for_addition
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.pages.face.follow_cookie import HERE
from shared.contracts.vocabulary import PartnerCategory
from tests.harness.services.intake import Place, fill_in, on_follow_page
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_arrangements import ANNA, TEXTS, agreed

pytestmark = pytest.mark.engines

AUTHORITY = PartnerId("0d6a3c1d-4a5c-4f0e-9a27-6f1f7b1e9f10")
MUST_ACT, PASSES_ON = "Diese Stelle muss handeln.", "Diese Behörde kann es weitergeben."


@pytest.mark.parametrize(
    ("category", "heading"),
    [(PartnerCategory.POLICE, MUST_ACT), (PartnerCategory.SECURITY_AUTHORITY, PASSES_ON)],
)
async def test_the_box_says_of_each_authority_what_is_true(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, category: PartnerCategory, heading: str
) -> None:
    await browser.post(HERE, data={"code": await fill_in(browser, text="Mir wurde gedroht.")})
    case_id = (await agreed(place, browser)).case_id
    await place.unit_of_work(lambda tx: list_partner(tx, AUTHORITY, "Behörde (Demo)", category))

    async def at_desk(path: str) -> list[str]:
        return boxes((await desk.get(path, headers=cookie_of(ANNA))).text)

    assert await at_desk(f"/desk/cases/{case_id}/handovers/new?partner={AUTHORITY}") == [heading]
    handover_id = await ask_for_consent(place.desk, case_id, ANNA, AUTHORITY, TEXTS)
    assert boxes((await browser.get(HERE)).text) == [heading]
    said = {"handover_id": handover_id, "decision": "given", "items": list(TEXTS)}
    await browser.post(f"{HERE}/einwilligung", data=said | await on_follow_page(browser))
    await place.settle()
    assert boxes((await browser.get(HERE)).text) == []

    assert await at_desk(f"/desk/handovers/{handover_id}/additions/new") == [heading]
    await ask_for_addition(place.desk, handover_id, ANNA, TEXTS)
    await place.settle()
    assert boxes((await browser.get(HERE)).text) == [heading]


def boxes(page: str) -> list[str]:
    return [each for each in (MUST_ACT, PASSES_ON) if each in page]
