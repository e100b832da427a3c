"""Every case has a number, and whoever may see the case finds it by that."""

import httpx2
import pytest

from services.intake.domain.case_number import read
from services.intake.domain.concern import Concern
from services.intake.domain.ids import CaseId, ContactId
from services.intake.domain.safe_contact import SafeContact
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.record_call import add_to_call, record_call
from shared.contracts.vocabulary import CaseOutcome, Channel, Reason
from shared.web import Staff
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT, SUE = a_counsellor("anna"), a_counsellor("bert"), a_counsellor("sue", "supervisor")


async def a_call(
    place: Place,
    reason: Reason = Reason.COUNSELLING,
    safe_contact: SafeContact | None = None,
    attempt: str = "1",
) -> ContactId:
    return await record_call(place.desk, again(safe_contact, reason), ANNA, attempt=attempt)


def again(safe_contact: SafeContact | None, reason: Reason = Reason.COUNSELLING) -> Concern:
    text = "Es wurde am Telefon gedroht."
    return Concern(text=text, reason=reason, channel=Channel.PHONE, safe_contact=safe_contact)


async def search(desk: httpx2.AsyncClient, who: Staff, wanted: str) -> httpx2.Response:
    return await desk.post("/desk/search", data={"wanted": wanted}, headers=cookie_of(who))


async def test_a_case_is_found_by_its_number_closed_or_not(place: Place, desk: httpx2.AsyncClient) -> None:
    await a_call(place)
    case = await place.store["cases"].find_one({})
    assert case
    assert read(case["number"]) == case["number"]

    async def look(who: str = "anna", wanted: str = case["number"]) -> httpx2.Response:
        return await search(desk, {"anna": ANNA, "bert": BERT}[who], wanted)

    assert (await look(wanted=case["number"].lower().removeprefix("l-"))).headers["location"].endswith(case["_id"])
    await close_case(place.desk, CaseId(case["_id"]), ANNA, CaseOutcome.RESOLVED)
    assert (await look()).status_code == 303

    of_a_colleague, unknown = await look("bert"), await look("anna", "L-00000")
    assert of_a_colleague.status_code == unknown.status_code == 200
    assert answer(of_a_colleague) == answer(unknown) != ""
    await erase_case(place.desk, SUE, CaseId(case["_id"]))
    assert answer(await look()) == answer(unknown)
    nonsense = await look(wanted="<b>nichts davon</b>")
    assert answer(nonsense) == answer(unknown)
    assert "<b>" not in nonsense.text


async def test_a_case_is_found_by_how_its_person_is_reached_now(place: Place, desk: httpx2.AsyncClient) -> None:
    reached = SafeContact(channel="phone", address="030 555 01 00")
    contact_id = await a_call(place, safe_contact=reached)
    await place.settle()
    case_id = (await place.store["contacts"].find_one({"_id": contact_id}) or {})["case_id"]

    for said in ("+49 30 5550100", "0049-30-555 01 00", "030/5550100"):
        found = await search(desk, ANNA, said)
        assert (found.status_code, found.headers["location"]) == (303, f"/desk/cases/{case_id}")
    assert [entry["what"] async for entry in place.store["audit"].find({})] == ["found"] * 3
    assert "305550100" not in repr(await place.store["found_by"].find({}).to_list(None))
    for said in ("030 555 01 0", "5550100", "jemand@example.org"):
        assert answer(await search(desk, ANNA, said))
    assert answer(await search(desk, BERT, "030 555 01 00"))

    await add_to_call(place.desk, again(SafeContact(channel="mail", address="Erika.M@example.org")), ANNA, attempt="1")
    await place.settle()
    assert answer(await search(desk, ANNA, "030 555 01 00"))
    assert (await search(desk, ANNA, " erika.m@EXAMPLE.org ")).status_code == 303

    await close_case(place.desk, CaseId(case_id), ANNA, CaseOutcome.RESOLVED)
    assert (await search(desk, ANNA, "erika.m@example.org")).status_code == 303
    await erase_case(place.desk, SUE, CaseId(case_id))
    assert answer(await search(desk, ANNA, "erika.m@example.org"))
    assert await place.count("found_by") == 0


async def test_who_shares_a_number_is_in_a_list(place: Place, desk: httpx2.AsyncClient) -> None:
    for attempt in ("a", "b"):
        await a_call(place, safe_contact=SafeContact(channel="phone", address="030 555 01 00"), attempt=attempt)
    await place.settle()
    found = await search(desk, ANNA, "030 555 01 00")
    assert found.status_code == 200
    assert "2 gefunden" in found.text


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
