"""Two cases that belong together are linked at the desk alone; neither code opens anything of the other."""

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.take_over import take_over
from shared.contracts.vocabulary import CaseOutcome
from shared.web import Staff
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
SUE = a_counsellor("sue", "supervisor")
OLD, NEW = "Davon habe ich im Mai erzählt.", "Ich habe meinen Code verloren."
LINK = "Verwandte Fälle"
Person = dict[str, str]


@pytest.fixture
@laid_out
async def both(browser: httpx2.AsyncClient, place: Place) -> tuple[Person, Person]:
    """The case of before and the new one; nobody has taken them over."""
    old, new = [(await submit(browser, {"text": text})).json() for text in (OLD, NEW)]
    await place.settle()
    return old, new


async def number(place: Place, person: Person) -> str:
    found = await place.store["cases"].find_one({"_id": person["case_id"]})
    assert found
    return str(found["number"])


async def relate(desk: httpx2.AsyncClient, person: Person, wanted: str, me: Staff = SUE) -> int:
    path = f"/desk/contacts/{person['contact_id']}/related"
    return (await desk.post(path, data={"number": wanted}, headers=cookie_of(me))).status_code


async def page(desk: httpx2.AsyncClient, person: Person, me: Staff) -> str:
    return (await desk.get(f"/desk/cases/{person['case_id']}", headers=cookie_of(me))).text


async def test_a_supervisor_links_them_and_both_show_it_to_the_desk_alone(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, both: tuple[Person, Person]
) -> None:
    old, new = both
    assert await relate(desk, new, await number(place, old), BERT) == 404
    assert await relate(desk, new, await number(place, old)) == 303
    assert await relate(desk, new, await number(place, old)) == 303
    assert await place.count("related") == 2
    for one, other in (both, both[::-1]):
        assert f"/desk/cases/{other['case_id']}" in await page(desk, one, BERT)
    await browser.post("/rueckmeldung", data={"code": new["receipt_code"]})
    follow = (await browser.get("/rueckmeldung")).text
    assert NEW in follow
    assert OLD not in follow
    assert (await number(place, old)) not in follow


async def test_who_may_not_see_the_other_case_sees_no_link(
    desk: httpx2.AsyncClient, place: Place, both: tuple[Person, Person]
) -> None:
    old, new = both
    await relate(desk, new, await number(place, old))
    await take_over(place.desk, ContactId(old["contact_id"]), ANNA)
    assert old["case_id"] not in await page(desk, new, BERT)
    assert await number(place, old) not in await page(desk, new, BERT)
    assert old["case_id"] in await page(desk, new, ANNA)


@pytest.mark.parametrize(("wanted", "status"), [("", 422), ("L-00000", 422), ("kein Fall", 422), ("its own", 409)])
async def test_what_is_no_other_case_is_refused(
    desk: httpx2.AsyncClient, place: Place, both: tuple[Person, Person], wanted: str, status: int
) -> None:
    _, new = both
    typed = await number(place, new) if wanted == "its own" else wanted
    assert await relate(desk, new, typed) == status
    assert await place.count("related") == 0


async def test_what_is_no_case_yet_is_not_linked(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, both: tuple[Person, Person]
) -> None:
    """The case would not lead back to it."""
    enquiry = (await submit(browser, {"text": NEW, "reason": "prevention"})).json()
    await place.settle()
    assert await relate(desk, enquiry, await number(place, both[0])) == 409
    assert await place.count("related") == 0


async def test_a_link_is_taken_away_from_both(
    desk: httpx2.AsyncClient, place: Place, both: tuple[Person, Person]
) -> None:
    old, new = both
    await relate(desk, new, await number(place, old))
    path = f"/desk/contacts/{old['contact_id']}/related/end"
    for _ in range(2):
        ended = await desk.post(path, data={"other": new["case_id"]}, headers=cookie_of(SUE))
        assert ended.status_code == 303
    assert await place.count("related") == 0


async def test_the_link_is_erased_with_either_of_them(
    desk: httpx2.AsyncClient, place: Place, both: tuple[Person, Person]
) -> None:
    old, new = both
    await relate(desk, new, await number(place, old))
    await take_over(place.desk, ContactId(old["contact_id"]), ANNA)
    await close_case(place.desk, CaseId(old["case_id"]), ANNA, CaseOutcome.RESOLVED)
    await erase_case(place.desk, SUE, CaseId(old["case_id"]))
    assert await place.count("related") == 0
