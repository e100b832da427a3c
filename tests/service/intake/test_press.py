"""The press is answered by the head: a task of supervisors, whatever way it came, and none of a counsellor."""

from datetime import date
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.emergency import Informed
from services.intake.domain.ids import CaseId, ContactId, Counsellor, PartnerId
from services.intake.domain.incident import Account, IncidentWay
from services.intake.domain.responsibility import FOR_THE_HEAD, NO_PRESS, NOBODY_OF_THE_HEAD
from services.intake.domain.situation import Situation
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.emergency import EnteredDisclosure, disclose
from services.intake.handlers.desk.enter_incident import enter_incident
from services.intake.handlers.desk.give import give
from services.intake.handlers.desk.list_tasks import count_tasks, list_tasks
from services.intake.handlers.desk.list_waiting import count_waiting
from services.intake.handlers.desk.pass_to_head import pass_to_head, take_from_head
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.team import register_colleague
from services.intake.handlers.desk.triage import triage
from services.intake.handlers.services.partner_directory import list_partner
from shared.contracts.vocabulary import ConsentItem, PartnerCategory, Urgency
from shared.errors import Conflict
from shared.web import Staff
from tests.harness.services.intake import Place, a_counsellor, met, on_follow_page, queue_of, submit
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, SUE = a_counsellor("anna"), a_counsellor("sue", "supervisor")
CALL = {"attempt": "the-attempt-of-a-page-0002", "text": "Eine Redaktion ruft an.", "way_in": "phone"}


@pytest.fixture
async def head(place: Place) -> None:
    await met(place, SUE)


there = pytest.mark.usefixtures("head")


async def tasks_of(place: Place, me: Staff) -> list[str]:
    lists = [await list_tasks(place.desk, me, whose) for whose in ("mine", "nobody")]
    return [row.task.kind for page in lists for row in page.rows]


async def from_the_portal(browser: httpx2.AsyncClient, **more: object) -> ContactId:
    return ContactId((await submit(browser, {"text": "Wir recherchieren.", **more})).json()["contact_id"])


@there
async def test_from_the_portal_it_is_a_task_of_supervisors_alone(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id = await from_the_portal(browser, reason="press")
    assert (await tasks_of(place, ANNA), await tasks_of(place, SUE)) == ([], ["press"])
    assert (await count_tasks(place.desk, ANNA), await count_tasks(place.desk, SUE)) == (0, 1)
    assert (await queue_of(place, ANNA), len(await queue_of(place, SUE))) == ([], 1)
    assert (await count_waiting(place.desk, ANNA), await count_waiting(place.desk, SUE)) == (0, 1)
    with pytest.raises(Conflict, match="not-in-this-state"):
        await take_over(place.desk, contact_id, ANNA)
    await take_over(place.desk, contact_id, SUE)
    await answer(place.desk, contact_id, SUE, "Dazu sagen wir nichts.")
    assert await tasks_of(place, SUE) == []


@there
async def test_from_the_phone_it_lies_with_the_head_and_gives_no_code(place: Place, desk: httpx2.AsyncClient) -> None:
    sent = await desk.post("/desk/contacts", data=CALL | {"reason": "press"}, headers=cookie_of(ANNA))
    assert sent.status_code == 303
    assert (await tasks_of(place, ANNA), await tasks_of(place, SUE)) == ([], ["press"])
    page = (await desk.get(sent.headers["location"], headers=cookie_of(ANNA))).text
    assert FOR_THE_HEAD.partition(".")[0] in page
    assert "Anliegen übernehmen" not in page


@there
async def test_a_mail_in_which_the_press_is_recognised_is_passed_on_and_leaves_nothing_behind(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id = await from_the_portal(browser)
    await take_over(place.desk, contact_id, ANNA)
    passed = await desk.post(f"/desk/contacts/{contact_id}/press", data={}, headers=cookie_of(ANNA))
    assert passed.status_code == 303
    assert (await tasks_of(place, ANNA), await tasks_of(place, SUE)) == ([], ["press"])
    assert (await queue_of(place, ANNA), len(await queue_of(place, SUE))) == ([], 1)


@there
async def test_who_seeks_help_is_never_passed_on_as_press(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id = await from_the_portal(browser, reason="counselling")
    await take_over(place.desk, contact_id, ANNA)
    with pytest.raises(Conflict, match="not-in-this-state"):
        await pass_to_head(place.desk, contact_id, ANNA)


@there
async def test_the_head_may_give_it_to_a_counsellor_who_has_it_then(place: Place, browser: httpx2.AsyncClient) -> None:
    contact_id = await from_the_portal(browser, reason="press")
    await register_colleague(place.desk, ANNA)
    await give(place.desk, contact_id, SUE, Counsellor("anna"))
    assert sorted(await tasks_of(place, ANNA)) == ["given", "press"]
    assert await count_tasks(place.desk, ANNA) == 2


@there
async def test_what_the_press_writes_again_is_for_the_head_too(place: Place, browser: httpx2.AsyncClient) -> None:
    accepted = (await submit(browser, {"text": "Wir recherchieren.", "reason": "press"})).json()
    await browser.post("/rueckmeldung", data={"code": accepted["receipt_code"]})
    form = await on_follow_page(browser)
    await browser.post("/rueckmeldung/nachricht", data=form | {"text": "Noch eine Frage."})
    assert (await tasks_of(place, ANNA), await tasks_of(place, SUE)) == ([], ["press"])


@there
@pytest.mark.parametrize("sign", ["triage", "incident", "disclosure", "handover"])
async def test_a_case_that_was_worked_on_is_never_passed_on_and_shows_no_button_for_it(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, sign: str
) -> None:
    contact_id = await from_the_portal(browser)
    await take_over(place.desk, contact_id, ANNA)
    (contact,) = await place.store["contacts"].find({}).to_list()
    page = f"/desk/cases/{contact['case_id']}/record"
    assert "an die Leitung geben" in (await desk.get(page, headers=cookie_of(ANNA))).text
    await worked_on(place, CaseId(contact["case_id"]), contact_id, sign)
    assert "an die Leitung geben" not in (await desk.get(page, headers=cookie_of(ANNA))).text
    refused = await desk.post(f"/desk/contacts/{contact_id}/press", data={}, headers=cookie_of(ANNA))
    assert NO_PRESS in refused.text
    assert (await place.store["contacts"].find({}).to_list())[0]["counsellor"] == "anna"


async def worked_on(place: Place, case_id: CaseId, contact_id: ContactId, sign: str) -> None:
    match sign:
        case "triage":
            await triage(place.desk, case_id, ANNA, Situation(urgency=Urgency.URGENT))
        case "incident":
            account = Account(first=date(2026, 1, 5), way=IncidentWay.PHONE, text="Drohung.")
            await enter_incident(place.desk, contact_id, ANNA, account, None, act_id="")
        case "disclosure":
            entered = EnteredDisclosure(Informed.POLICE, "Ort.", person_may_know=False)
            await disclose(place.desk, contact_id, ANNA, entered)
        case "handover":
            partner = PartnerId(str(uuid4()))
            await place.unit_of_work(lambda tx: list_partner(tx, partner, "Stelle", PartnerCategory.VICTIM_SUPPORT))
            await ask_for_consent(place.desk, case_id, ANNA, partner, {ConsentItem.ACCOUNT: "Drohung."})


@there
async def test_a_supervisor_gives_back_who_seeks_help_and_a_first_answer_is_owed_from_then_on(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id = await from_the_portal(browser)
    await take_over(place.desk, contact_id, ANNA)
    await pass_to_head(place.desk, contact_id, ANNA)
    path = f"/desk/contacts/{contact_id}/no-press"
    assert (await desk.post(path, data={}, headers=cookie_of(ANNA))).status_code == 404
    assert (await desk.post(path, data={}, headers=cookie_of(SUE))).status_code == 303
    assert (await tasks_of(place, ANNA), await tasks_of(place, SUE)) == (["first_answer"], ["first_answer"])
    assert len(await queue_of(place, ANNA)) == 1
    await take_over(place.desk, contact_id, ANNA)
    await desk.post(path, data={}, headers=cookie_of(SUE))
    (contact,) = await place.store["contacts"].find({}).to_list()
    assert (contact["reason"], contact["counsellor"]) == ("counselling", "anna")


@there
async def test_what_came_as_press_and_seeks_help_becomes_a_case(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    contact_id = await from_the_portal(browser, reason="press")
    page = (await desk.get(f"/desk/contacts/{contact_id}", headers=cookie_of(SUE))).text
    assert "Hier sucht jemand Hilfe" in page
    await take_from_head(place.desk, contact_id, SUE)
    (row,) = await queue_of(place, ANNA)
    assert (row.contact.reason, row.case and row.case.number is not None) == ("counselling", True)
    assert await tasks_of(place, ANNA) == ["first_answer"]


async def test_where_nobody_of_the_head_is_there_the_counselling_sees_it_and_nothing_is_passed_on(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    asks = await from_the_portal(browser)
    await take_over(place.desk, asks, ANNA)
    refused = await desk.post(f"/desk/contacts/{asks}/press", data={}, headers=cookie_of(ANNA))
    assert NOBODY_OF_THE_HEAD.partition(".")[0] in refused.text
    press = await from_the_portal(browser, reason="press")
    assert sorted(await tasks_of(place, ANNA)) == ["first_answer", "press"]
    assert press in [row.contact.id for row in await queue_of(place, ANNA)]
    page = (await desk.get(f"/desk/contacts/{press}", headers=cookie_of(ANNA))).text
    assert "Anliegen übernehmen" in page
    await take_over(place.desk, press, ANNA)


@there
async def test_while_all_of_the_head_are_away_the_counselling_sees_it(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    await from_the_portal(browser, reason="press")
    away = {"away_from": "2020-01-01", "away_until": "2099-01-01"}
    await place.store["colleagues"].update_one({"_id": "sue"}, {"$set": away})
    assert await tasks_of(place, ANNA) == ["press"]


@there
async def test_a_call_of_the_press_sent_again_with_more_text_has_it_added(
    place: Place, desk: httpx2.AsyncClient
) -> None:
    for text in ("Eine Redaktion ruft an.", "Eine Redaktion ruft an, bis morgen."):
        call = CALL | {"reason": "press", "text": text}
        sent = await desk.post("/desk/contacts", data=call, headers=cookie_of(ANNA))
        assert sent.status_code == 303
    page = (await desk.get(sent.headers["location"], headers=cookie_of(ANNA))).text
    assert "bis morgen" in page
    (task,) = await place.store["tasks"].find({"kind": "press"}).to_list()
    assert task["news"] == 1
