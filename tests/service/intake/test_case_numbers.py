"""Every case has a number, and whoever may see the case finds it by that."""

from collections.abc import AsyncIterator, Mapping

import httpx2
import pytest

from services.intake.domain.case_number import read
from services.intake.domain.concern import Concern
from services.intake.domain.ids import CaseId, ContactId
from services.intake.handlers.desk.close import close_case
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.record_call import record_call
from shared.contracts.vocabulary import CaseOutcome, Channel, Reason
from tests.harness.services.intake import Place, a_counsellor, staff_browser
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT, SUE = a_counsellor("anna"), a_counsellor("bert"), a_counsellor("sue", "supervisor")


@pytest.fixture
async def desk(mongo_of: Mapping[str, str], place: Place) -> AsyncIterator[httpx2.AsyncClient]:
    async with staff_browser(mongo_of["intake-desk"]) as opened:
        yield opened


async def a_call(place: Place, reason: Reason = Reason.COUNSELLING) -> ContactId:
    concern = Concern(text="Es wurde am Telefon gedroht.", reason=reason, channel=Channel.PHONE)
    return await record_call(place.desk, concern, ANNA, attempt=f"{reason}")


async def test_a_case_is_found_by_its_number_closed_or_not(place: Place, desk: httpx2.AsyncClient) -> None:
    await a_call(place)
    case = await place.store["cases"].find_one({})
    assert case
    assert read(case["number"]) == case["number"]

    async def look(who: str = "anna", number: str = case["number"]) -> httpx2.Response:
        staff = {"anna": ANNA, "bert": BERT}[who]
        return await desk.get("/desk/search", params={"number": number}, headers=cookie_of(staff))

    assert (await look(number=case["number"].lower().removeprefix("l-"))).headers["location"].endswith(case["_id"])
    await close_case(place.desk, CaseId(case["_id"]), ANNA, CaseOutcome.RESOLVED)
    assert (await look()).status_code == 303

    of_a_colleague, unknown = await look("bert"), await look("anna", "L-00000")
    assert of_a_colleague.status_code == unknown.status_code == 404
    assert answer(of_a_colleague) == answer(unknown)
    await erase_case(place.desk, SUE, CaseId(case["_id"]))
    assert answer(await look()) == answer(unknown)
    nonsense = await look(number="<b>zu lang für eine Nummer</b>")
    assert nonsense.status_code == 404
    assert "<b>" not in nonsense.text


async def test_an_enquiry_gets_its_number_when_it_becomes_a_case(place: Place, desk: httpx2.AsyncClient) -> None:
    contact_id = await a_call(place, Reason.PREVENTION)
    assert await place.count("cases") == 0
    made = await desk.post(f"/desk/contacts/{contact_id}/case", headers=cookie_of(ANNA))
    assert made.status_code == 303
    case = await place.store["cases"].find_one({})
    assert case
    page = (await desk.get(f"/desk/cases/{case['_id']}", headers=cookie_of(ANNA))).text
    assert f"<title>Fall {case['number']} " in page


def answer(page: httpx2.Response) -> str:
    return page.text.partition('role="alert">')[2].partition("<")[0]
