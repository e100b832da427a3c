"""Who is entered as absent is told who has the own cases, and takes nothing new; for others nothing changes."""

from datetime import timedelta

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId
from services.intake.handlers.desk.absence import StandIns, be_away
from services.intake.handlers.desk.take_over import assign_to, take_over
from services.intake.handlers.desk.team import refuse_absent
from services.intake.store import COLLEAGUES, CONTACTS
from shared.bus import Transaction
from shared.clock import berlin_day, now
from shared.contracts.vocabulary import CaseOutcome
from shared.errors import Conflict
from shared.web import Staff
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, met, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT, CARA = a_counsellor("anna"), a_counsellor("bert"), a_counsellor("cara")
SUE = a_counsellor("sue", "supervisor")
TEXT = "Auf dem Parkplatz wurde ich bedrängt."
NOWHERE = "00000000-0000-4000-8000-000000000000"
HAS_IT = "Dieses Anliegen hat gerade Ihre Vertretung"
PAGES = (
    "/desk/cases/{}",
    "/desk/cases/{}/assessment",
    "/desk/cases/{}/handovers",
    "/desk/cases/{}/record",
    "/desk/cases/{}/head",
    "/desk/contacts/{}",
    "/desk/contacts/{}/give",
    "/desk/contacts/{}/own-data",
    "/desk/contacts/{}/notes",
)
"""Filled with the id of the case, or of the contact."""


@pytest.fixture
async def desk(desk: httpx2.AsyncClient, place: Place) -> httpx2.AsyncClient:
    await met(place, ANNA, BERT, CARA, SUE)
    return desk


@pytest.fixture
@laid_out
async def waiting(browser: httpx2.AsyncClient) -> ContactId:
    return ContactId((await submit(browser, {"text": TEXT})).json()["contact_id"])


@pytest.fixture
@laid_out
async def annas(place: Place, waiting: ContactId) -> dict[str, str]:
    await take_over(place.desk, waiting, ANNA)
    known = await place.unit_of_work(lambda tx: CONTACTS.get(tx, id=waiting))
    assert known.case_id
    return {"cases": known.case_id, "contacts": waiting}


async def away(place: Place, who: Staff = ANNA, substitute: Staff = BERT) -> None:
    today = berlin_day(now())
    until = today + timedelta(days=3)
    await be_away(place.desk, who, who.reference, today, until, substitute.reference, act_id="")


def filled(page: str, annas: dict[str, str]) -> str:
    return page.format(annas["cases" if "/cases/" in page else "contacts"])


@pytest.mark.parametrize("page", PAGES)
async def test_a_link_to_an_own_case_says_who_has_it_and_nothing_of_the_case(
    place: Place, desk: httpx2.AsyncClient, annas: dict[str, str], page: str
) -> None:
    address = filled(page, annas)
    await away(place)
    told = await desk.get(address, headers=cookie_of(ANNA))
    assert told.status_code == 403
    assert HAS_IT in told.text
    assert 'href="/desk/team"' in told.text
    (case,) = await place.store["cases"].find({}).to_list()
    assert TEXT not in told.text
    assert case["number"] not in told.text
    assert await place.store["audit"].find({"by": "anna"}).to_list() == []
    ended = await desk.post(f"/desk/team/{ANNA.reference}/return", headers=cookie_of(ANNA))
    assert ended.status_code == 303
    assert (await desk.get(address, headers=cookie_of(ANNA))).status_code in (200, 303)


@pytest.mark.parametrize("page", PAGES)
async def test_for_who_never_had_it_it_is_not_there_whoever_is_absent(
    place: Place, desk: httpx2.AsyncClient, annas: dict[str, str], page: str
) -> None:
    nowhere = page.format(NOWHERE)
    await away(place)
    for who in (CARA, ANNA):
        nobodys = await desk.get(nowhere, headers=cookie_of(who))
        assert (nobodys.status_code, HAS_IT in nobodys.text) == (404, False)
    carols = await desk.get(filled(page, annas), headers=cookie_of(CARA))
    assert (carols.status_code, carols.content) == (404, (await desk.get(nowhere, headers=cookie_of(CARA))).content)
    await away(place, CARA, BERT)
    absent = await desk.get(filled(page, annas), headers=cookie_of(CARA))
    assert (absent.status_code, HAS_IT in absent.text) == (404, False)


async def test_what_the_substitute_gave_on_is_not_there_any_more(
    place: Place, desk: httpx2.AsyncClient, annas: dict[str, str]
) -> None:
    await away(place)
    given = {"to": CARA.reference}
    await desk.post(f"/desk/contacts/{annas['contacts']}/give", data=given, headers=cookie_of(BERT))
    assert (await desk.get(f"/desk/cases/{annas['cases']}", headers=cookie_of(ANNA))).status_code == 404


async def test_what_was_typed_stays_on_the_page_that_says_so(
    place: Place, desk: httpx2.AsyncClient, annas: dict[str, str]
) -> None:
    await away(place)
    typed = {"text": "Wir haben mit der Polizei gesprochen."}
    told = await desk.post(f"/desk/contacts/{annas['contacts']}/answers", data=typed, headers=cookie_of(ANNA))
    assert told.status_code == 403
    assert HAS_IT in told.text
    assert typed["text"] in told.text
    assert await place.store["messages"].count_documents({}) == 1


async def test_after_the_last_day_it_says_that_it_comes_back(
    place: Place, desk: httpx2.AsyncClient, annas: dict[str, str]
) -> None:
    await away(place)
    yesterday = (berlin_day(now()) - timedelta(days=1)).isoformat()
    gone = {"$set": {"away_from": yesterday, "away_until": yesterday}}
    await place.store[COLLEAGUES.name].update_one({"_id": "anna"}, gone)
    told = (await desk.get(f"/desk/cases/{annas['cases']}", headers=cookie_of(ANNA))).text
    assert "In wenigen Minuten ist es wieder bei Ihnen" in told
    assert HAS_IT not in told


async def test_who_is_absent_takes_nothing_over_from_a_page_opened_before(
    place: Place, desk: httpx2.AsyncClient, waiting: ContactId
) -> None:
    (known,) = await place.store["contacts"].find({}).to_list()
    assert "Anliegen übernehmen" in (await desk.get(f"/desk/cases/{known['case_id']}", headers=cookie_of(ANNA))).text
    await away(place)
    before = await place.types()
    refused = await desk.post(f"/desk/contacts/{waiting}/take-over", headers=cookie_of(ANNA))
    assert refused.status_code == 409
    assert "Sie sind als abwesend eingetragen und übernehmen deshalb nichts Neues" in refused.text
    assert (await place.store["contacts"].find({}).to_list()) == [known]
    assert await place.store["progress"].count_documents({"step": "taken_over"}) == 0
    assert await place.types() == before
    await desk.post(f"/desk/team/{ANNA.reference}/return", headers=cookie_of(ANNA))
    assert (await desk.post(f"/desk/contacts/{waiting}/take-over", headers=cookie_of(ANNA))).status_code == 303


async def test_an_absence_that_is_entered_while_the_button_is_pressed_comes_first(
    place: Place, desk: httpx2.AsyncClient, waiting: ContactId
) -> None:
    entered: list[bool] = []

    async def take(tx: Transaction) -> None:
        await refuse_absent(tx, ANNA)
        if not entered:
            entered.append(True)
            await away(place)
        await assign_to(tx, waiting, ANNA)

    with pytest.raises(Conflict, match="entered-absent"):
        await place.unit_of_work(take)
    assert (await place.unit_of_work(lambda tx: CONTACTS.get(tx, id=waiting))).counsellor is None


async def test_who_is_absent_opens_no_closed_case_again(
    place: Place, desk: httpx2.AsyncClient, annas: dict[str, str]
) -> None:
    await close_case(place.desk, CaseId(annas["cases"]), ANNA, CaseOutcome.RESOLVED)
    await away(place)
    refused = await desk.post(f"/desk/contacts/{annas['contacts']}/reopen", headers=cookie_of(ANNA))
    assert refused.status_code == 409
    assert "Sie sind als abwesend eingetragen" in refused.text
    assert (await place.store["contacts"].find({}).to_list())[0]["state"] == "closed"


async def test_a_call_is_written_down_all_the_same_and_goes_to_the_substitute(
    place: Place, desk: httpx2.AsyncClient
) -> None:
    await away(place)
    call = {"attempt": "the-attempt-of-a-page-0002", "text": TEXT, "way_in": "phone", "reason": "counselling"}
    assert (await desk.post("/desk/contacts", data=call, headers=cookie_of(ANNA))).status_code == 201
    await StandIns(place.desk)()
    (known,) = await place.store["contacts"].find({}).to_list()
    assert (known["counsellor"], known["held_for"]) == ("bert", "anna")
