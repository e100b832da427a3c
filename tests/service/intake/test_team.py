"""A case passes to a colleague, or to a substitute for as long as somebody is away, with its tasks and at once."""

import re
from datetime import timedelta

import httpx2
import pytest

from services.intake.domain.contact import Contact
from services.intake.domain.ids import CaseId, ContactId, ThreadId
from services.intake.handlers.desk.absence import StandIns
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.list_tasks import list_tasks
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.follow_tasks import person_wrote
from services.intake.store import COLLEAGUES, CONTACTS
from shared.clock import berlin_day, now
from shared.contracts.vocabulary import CaseOutcome
from shared.web import Staff
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, met, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT, CARA = a_counsellor("anna"), a_counsellor("bert"), a_counsellor("cara")
SUE = a_counsellor("sue", "supervisor")
OMAR = a_counsellor("omar", "operator")


@pytest.fixture
async def desk(desk: httpx2.AsyncClient, place: Place) -> httpx2.AsyncClient:
    await met(place, ANNA, BERT, CARA, SUE, OMAR)
    return desk


@pytest.fixture
async def annas(place: Place, browser: httpx2.AsyncClient) -> ContactId:
    return await of_anna(place, browser)


@laid_out
async def of_anna(place: Place, browser: httpx2.AsyncClient) -> ContactId:
    accepted = (await submit(browser, {"text": "In einem Kommentar wurde gedroht."})).json()
    await take_over(place.desk, accepted["contact_id"], ANNA)
    return ContactId(accepted["contact_id"])


async def test_a_case_is_given_to_a_colleague_with_its_tasks(
    place: Place, desk: httpx2.AsyncClient, annas: ContactId
) -> None:
    form = (await desk.get(f"/desk/contacts/{annas}/give", headers=cookie_of(ANNA))).text
    assert "Bert" in form or "bert" in form
    done = await give(desk, annas, ANNA, BERT.reference)
    assert done.headers["location"] == "/desk/tasks?erledigt=given"
    assert await tasks_of(place, ANNA) == []
    assert await tasks_of(place, BERT) == ["first_answer", "given"]
    assert (await desk.get(f"/desk/contacts/{annas}", headers=cookie_of(ANNA))).status_code == 404
    await answer(place.desk, annas, BERT, "Wir sind da.")
    assert await tasks_of(place, BERT) == []


async def test_back_in_the_queue_everybody_sees_it(place: Place, desk: httpx2.AsyncClient, annas: ContactId) -> None:
    assert (await give(desk, annas, ANNA, "queue")).status_code == 303
    waiting = (await desk.get("/desk", headers=cookie_of(BERT))).text
    assert (await contact(place, annas)).thread in waiting
    await take_over(place.desk, annas, BERT)
    assert await tasks_of(place, BERT) == ["first_answer"]


async def test_a_supervisor_gives_what_is_with_others_without_reading_it(
    place: Place, desk: httpx2.AsyncClient, annas: ContactId
) -> None:
    assert (await give(desk, annas, SUE, BERT.reference)).status_code == 303
    assert (await contact(place, annas)).counsellor == "bert"
    noted = [entry["what"] async for entry in place.store["audit"].find({})]
    assert noted == ["given"]


@pytest.mark.parametrize("to", ["", "nobody-like-that", CARA.reference])
async def test_who_is_away_or_unknown_gets_nothing(
    place: Place, desk: httpx2.AsyncClient, annas: ContactId, to: str
) -> None:
    await leave(desk, CARA, CARA, BERT)
    refused = await give(desk, annas, ANNA, to)
    assert refused.status_code == 422
    assert "Das ist noch nicht übergeben" in refused.text or "Bitte wählen Sie" in refused.text
    assert (await contact(place, annas)).counsellor == "anna"


async def test_a_colleague_cannot_give_what_is_not_theirs(
    place: Place, desk: httpx2.AsyncClient, annas: ContactId
) -> None:
    assert (await give(desk, annas, BERT, CARA.reference)).status_code == 404
    await give(desk, annas, ANNA, "queue")
    assert (await give(desk, annas, BERT, CARA.reference)).status_code == 409
    assert (await contact(place, annas)).counsellor is None


async def test_somebody_falls_ill_and_comes_back(place: Place, desk: httpx2.AsyncClient, annas: ContactId) -> None:
    assert (await leave(desk, SUE, ANNA, BERT)).status_code == 303
    assert await tasks_of(place, ANNA) == []
    assert await tasks_of(place, BERT) == ["first_answer"]
    page = (await desk.get("/desk/tasks", headers=cookie_of(BERT))).text
    assert "Vertretung für" in page
    head = (await desk.get(f"/desk/cases/{(await contact(place, annas)).thread}", headers=cookie_of(BERT))).text
    assert "bei Ihnen (Vertretung für <bdi>Anna</bdi>)" in head
    assert "Abwesend" in (await desk.get("/desk/team", headers=cookie_of(CARA))).text
    back = await desk.post(f"/desk/team/{ANNA.reference}/return", headers=cookie_of(ANNA))
    assert back.status_code == 303
    assert await tasks_of(place, ANNA) == ["first_answer"]
    assert (await contact(place, annas)).held_for is None


async def test_who_is_absent_is_told_until_when_and_who_has_the_work(
    place: Place, desk: httpx2.AsyncClient, annas: ContactId
) -> None:
    pages = ("/desk/tasks", "/desk/lists/mine")
    for page in pages:
        assert "als abwesend eingetragen" not in (await desk.get(page, headers=cookie_of(ANNA))).text
    await leave(desk, SUE, ANNA, BERT)
    for page in pages:
        told = (await desk.get(page, headers=cookie_of(ANNA))).text
        assert "als abwesend eingetragen" in told
        assert "Ihre offenen Anliegen hat bis dahin <bdi>Bert</bdi>" in told
        assert f"/desk/team/{ANNA.reference}/return" in told
        assert "noch nichts übernommen" not in told
        assert "als abwesend eingetragen" not in (await desk.get(page, headers=cookie_of(BERT))).text
    await leave(desk, SUE, BERT, ANNA)
    await leave(desk, SUE, BERT, CARA)
    await leave(desk, SUE, CARA, SUE)
    assert "hat bis dahin <bdi>Sue</bdi>" in (await desk.get(pages[0], headers=cookie_of(ANNA))).text


async def test_the_absence_ends_by_itself(place: Place, desk: httpx2.AsyncClient, annas: ContactId) -> None:
    await leave(desk, ANNA, ANNA, BERT)
    yesterday = berlin_day(now()) - timedelta(days=1)
    gone = {"$set": {"away_from": yesterday.isoformat(), "away_until": yesterday.isoformat()}}
    await place.store[COLLEAGUES.name].update_one({"_id": "anna"}, gone)
    await StandIns(place.desk)()
    assert await tasks_of(place, ANNA) == ["first_answer"]


async def test_what_a_closed_case_brings_meanwhile_reaches_the_substitute(
    place: Place, desk: httpx2.AsyncClient, annas: ContactId
) -> None:
    thread = (await contact(place, annas)).thread
    await close_case(place.desk, CaseId(thread), ANNA, CaseOutcome.RESOLVED)
    await leave(desk, ANNA, ANNA, BERT)
    assert (await contact(place, annas)).counsellor == "anna"
    await place.unit_of_work(lambda tx: person_wrote(tx, ThreadId(thread)))
    await StandIns(place.desk)()
    assert await tasks_of(place, BERT) == ["wrote"]


async def test_what_the_substitute_gave_on_does_not_come_back(
    place: Place, desk: httpx2.AsyncClient, annas: ContactId
) -> None:
    await leave(desk, ANNA, ANNA, BERT)
    await give(desk, annas, BERT, CARA.reference)
    await desk.post(f"/desk/team/{ANNA.reference}/return", headers=cookie_of(ANNA))
    assert (await contact(place, annas)).counsellor == "cara"


async def test_broken_off_in_the_middle_it_goes_on(
    place: Place, desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, annas: ContactId
) -> None:
    await of_anna(place, browser)
    today = berlin_day(now()).isoformat()
    gone = {"$set": {"away_from": today, "away_until": today, "substitute": "bert"}}
    await place.store[COLLEAGUES.name].update_one({"_id": "anna"}, gone)
    await place.store[CONTACTS.name].update_one({"_id": annas}, {"$set": {"counsellor": "bert", "held_for": "anna"}})
    await StandIns(place.desk)()
    assert await tasks_of(place, BERT) == ["first_answer"]
    held = await place.unit_of_work(lambda tx: CONTACTS.all(tx, held_for="anna"))
    assert {each.counsellor for each in held} == {"bert"}
    assert len(held) == 2


async def test_nobody_enters_anothers_absence_but_a_supervisor(place: Place, desk: httpx2.AsyncClient) -> None:
    assert (await leave(desk, BERT, ANNA, BERT)).status_code == 404
    assert "Wer ist abwesend?" not in (await desk.get("/desk/team", headers=cookie_of(BERT))).text
    assert "Wer ist abwesend?" in (await desk.get("/desk/team", headers=cookie_of(SUE))).text
    own = {"first": day(0), "last": day(0), "substitute": CARA.reference}
    assert (await desk.post("/desk/team/absence", data=own, headers=cookie_of(BERT))).status_code == 303
    assert "Abwesend" in (await desk.get("/desk/team", headers=cookie_of(ANNA))).text


@pytest.mark.parametrize(
    ("first", "last", "substitute", "said"),
    [
        (0, -1, BERT, "Dieser Tag ist schon vorbei"),
        (3, 2, BERT, "nicht vor dem ersten"),
        (0, 400, BERT, "höchstens ein Jahr"),
        (0, 1, ANNA, "Kollegin oder einen Kollegen"),
        (0, 1, OMAR, "Kollegin oder einen Kollegen"),
    ],
)
async def test_a_wrong_absence_comes_back_as_typed(
    desk: httpx2.AsyncClient, first: int, last: int, substitute: Staff, said: str
) -> None:
    refused = await leave(desk, ANNA, ANNA, substitute, day(first), day(last))
    assert refused.status_code == 422
    assert said in refused.text
    assert f'value="{day(last)}"' in refused.text


async def test_substitutes_that_go_round_are_refused(desk: httpx2.AsyncClient) -> None:
    await leave(desk, ANNA, ANNA, BERT)
    refused = await leave(desk, BERT, BERT, ANNA)
    assert refused.status_code == 409
    assert "im Kreis" in refused.text


async def test_no_address_and_no_event_says_who_it_is(place: Place, desk: httpx2.AsyncClient, annas: ContactId) -> None:
    await leave(desk, ANNA, ANNA, BERT)
    page = (await desk.get("/desk/team", headers=cookie_of(SUE))).text
    addresses = re.findall(r'action="(/desk/team/[^"]+/return)"', page)
    assert addresses
    assert not [each for each in addresses if "anna" in each or "bert" in each]


async def test_staff_without_work_at_the_desk_are_no_colleagues(place: Place, desk: httpx2.AsyncClient) -> None:
    assert sorted([each["_id"] async for each in place.store[COLLEAGUES.name].find({})]) == [
        "anna",
        "bert",
        "cara",
        "sue",
    ]


async def give(desk: httpx2.AsyncClient, contact_id: ContactId, me: Staff, to: str) -> httpx2.Response:
    return await desk.post(f"/desk/contacts/{contact_id}/give", data={"to": to}, headers=cookie_of(me))


async def leave(
    desk: httpx2.AsyncClient, me: Staff, who: Staff, substitute: Staff, first: str = "", last: str = ""
) -> httpx2.Response:
    form = {"first": first or day(0), "last": last or day(3), "substitute": substitute.reference}
    return await desk.post("/desk/team/absence", data={"who": who.reference, **form}, headers=cookie_of(me))


def day(after: int) -> str:
    return (berlin_day(now()) + timedelta(days=after)).isoformat()


async def tasks_of(place: Place, me: Staff) -> list[str]:
    return sorted(row.task.kind for row in (await list_tasks(place.desk, me, "mine")).rows)


async def contact(place: Place, contact_id: ContactId) -> Contact:
    return await place.unit_of_work(lambda tx: CONTACTS.get(tx, id=contact_id))
