"""With a life in danger: recorded at once and sealed, reviewed by another, said to the person when it is safe."""

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId, Counsellor
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.list_tasks import list_tasks
from services.intake.handlers.desk.take_over import take_over
from services.intake.store import CONTACTS, DISCLOSURES
from shared.clock import now
from shared.contracts.vocabulary import CaseOutcome
from shared.web import Staff
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
SUE = a_counsellor("sue", "supervisor")
TEXT = "Leitstelle gesagt, dass die Person eine Überdosis angekündigt hat"


@pytest.fixture
@laid_out
async def person(browser: httpx2.AsyncClient) -> dict[str, str]:
    """What came of a report."""
    accepted: dict[str, str] = (await submit(browser, {"text": "Ich kann nicht mehr."})).json()
    return accepted


async def test_nobody_has_to_take_it_over_first_and_the_numbers_come_first(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    page = (await desk.get(address(person), headers=cookie_of(BERT))).text
    assert page.index("tel:110") < page.index("Danach: festhalten")
    assert (await disclosed(desk, person, BERT)).status_code == 303
    assert await place.count("disclosures") == 1


async def test_it_is_sealed_and_audited(desk: httpx2.AsyncClient, place: Place, person: dict[str, str]) -> None:
    await disclosed(desk, person, ANNA)
    stored = await place.store["disclosures"].find_one({})
    assert TEXT not in str(stored)
    assert "emergency" in [entry["what"] async for entry in place.store["audit"].find({})]
    assert TEXT in (await desk.get(f"/desk/cases/{person['case_id']}", headers=cookie_of(ANNA))).text


async def test_the_person_reads_of_it_only_when_it_is_safe(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    await take_over(place.desk, ContactId(person["contact_id"]), ANNA)
    await disclosed(desk, person, ANNA, may_know="nein")
    await browser.post("/rueckmeldung", data={"code": person["receipt_code"]})
    assert "die Polizei informiert" not in (await browser.get("/rueckmeldung")).text
    assert "tell" in await tasks_of(place, ANNA)
    told = await desk.post(f"/desk/emergencies/{await only(place)}/tell", headers=cookie_of(ANNA))
    assert told.status_code == 303
    assert "Wir haben die Polizei informiert" in (await browser.get("/rueckmeldung")).text
    assert "tell" not in await tasks_of(place, ANNA)


async def test_where_it_is_safe_the_person_reads_of_it_at_once(
    desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    await disclosed(desk, person, ANNA, may_know="ja")
    await browser.post("/rueckmeldung", data={"code": person["receipt_code"]})
    page = (await browser.get("/rueckmeldung")).text
    assert "Wir haben die Polizei informiert" in page
    assert "Überdosis" not in page


async def test_a_supervisor_who_did_not_act_reviews_afterwards(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    await disclosed(desk, person, ANNA)
    listed = (await desk.get("/desk/tasks", headers=cookie_of(SUE))).text
    assert "Zu prüfen" in listed
    assert TEXT not in listed
    assert "Zu prüfen" not in (await desk.get("/desk/tasks", headers=cookie_of(BERT))).text
    path = f"/desk/emergencies/{await only(place)}/review"
    assert (await desk.post(path, headers=cookie_of(BERT))).status_code == 404
    assert (await desk.post(path, headers=cookie_of(SUE))).status_code == 303
    assert "Zu prüfen" not in (await desk.get("/desk/tasks", headers=cookie_of(SUE))).text


async def test_who_acted_does_not_review_it(desk: httpx2.AsyncClient, place: Place, person: dict[str, str]) -> None:
    await disclosed(desk, person, SUE)
    assert (await desk.post(f"/desk/emergencies/{await only(place)}/review", headers=cookie_of(SUE))).status_code == 409


async def test_a_colleagues_case_is_reviewed_with_a_reason(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    await take_over(place.desk, ContactId(person["contact_id"]), ANNA)
    await disclosed(desk, person, ANNA)
    path = f"/desk/emergencies/{await only(place)}/review"
    assert "/desk/begruendung/" in (await desk.post(path, headers=cookie_of(SUE))).headers["location"]
    opened = SUE.opening(person["case_id"], now(), "quality")
    assert (await desk.post(path, headers=cookie_of(opened))).status_code == 303
    reviewed = await place.unit_of_work(lambda tx: DISCLOSURES.find(tx, reviewed_by=Counsellor("sue")))
    assert reviewed


@pytest.mark.parametrize("lacking", ["informed", "text", "may_know"])
async def test_what_is_lacking_is_asked_for_and_what_was_typed_stays(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str], lacking: str
) -> None:
    form = {"informed": "police", "text": TEXT, "may_know": "nein"}
    refused = await desk.post(address(person), data=form | {lacking: ""}, headers=cookie_of(ANNA))
    assert refused.status_code == 422
    assert "Das ist noch nicht festgehalten" in refused.text
    assert (TEXT in refused.text) is (lacking != "text")
    assert await place.count("disclosures") == 0


async def test_sent_twice_it_is_recorded_once(desk: httpx2.AsyncClient, place: Place, person: dict[str, str]) -> None:
    for _ in range(2):
        await disclosed(desk, person, ANNA, attempt="the-same-attempt-of-a-page")
    assert await place.count("disclosures") == 1


async def test_it_is_erased_with_the_case(desk: httpx2.AsyncClient, place: Place, person: dict[str, str]) -> None:
    await take_over(place.desk, ContactId(person["contact_id"]), ANNA)
    await disclosed(desk, person, ANNA)
    await close_case(place.desk, CaseId(person["case_id"]), ANNA, CaseOutcome.RESOLVED)
    await erase_case(place.desk, SUE, CaseId(person["case_id"]))
    assert await place.count("disclosures") == 0
    assert not await place.unit_of_work(lambda tx: CONTACTS.all(tx))


def address(person: dict[str, str]) -> str:
    return f"/desk/contacts/{person['contact_id']}/emergency"


async def disclosed(
    desk: httpx2.AsyncClient, person: dict[str, str], me: Staff, may_know: str = "nein", attempt: str = ""
) -> httpx2.Response:
    form = {"informed": "police", "text": TEXT, "may_know": may_know, "attempt": attempt}
    return await desk.post(address(person), data=form, headers=cookie_of(me))


async def only(place: Place) -> str:
    found = await place.store["disclosures"].find_one({})
    assert found
    return str(found["_id"])


async def tasks_of(place: Place, me: Staff) -> list[str]:
    return sorted(row.task.kind for row in (await list_tasks(place.desk, me, "mine")).rows)
