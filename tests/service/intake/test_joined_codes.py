"""The same person wrote anew with another code: at the desk one case, under each code only what was written there."""

from datetime import datetime
from uuid import uuid4

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId, Counsellor, PartnerId
from services.intake.domain.joined import ITSELF, NOBODY_HAS_IT
from services.intake.domain.seen import CAME_SINCE
from services.intake.domain.situation import Situation
from services.intake.domain.task import TaskKind, task_id
from services.intake.domain.unanswered import Unanswered
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.finish_task import finish_task
from services.intake.handlers.desk.give import give
from services.intake.handlers.desk.join_contact import part_contact
from services.intake.handlers.desk.link import NO_SUCH_CASE
from services.intake.handlers.desk.list_tasks import list_tasks
from services.intake.handlers.desk.list_waiting import list_waiting
from services.intake.handlers.desk.reopen import reopen
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.team import register_colleague
from services.intake.handlers.desk.triage import triage
from services.intake.handlers.services.partner_directory import list_partner
from services.intake.store import CONTACTS, TASKS
from shared.contracts.vocabulary import CaseOutcome, ConsentItem, Urgency
from shared.errors import Conflict, NotFound
from shared.web import Staff
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, on_follow_page, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_tasks_while_reading import shown_at_closing

pytestmark = pytest.mark.engines

ANNA, BERT, SUE = a_counsellor("anna"), a_counsellor("bert"), a_counsellor("sue", "supervisor")
OF_THE_CASE, ANEW, AGAIN = "Ich werde bedroht.", "Ich bin es noch einmal.", "Und heute wieder."
TEXTS = {ConsentItem.ACCOUNT: "Drohung."}


@pytest.fixture
@laid_out
async def case(person: dict[str, str], place: Place) -> dict[str, str]:
    stored = await place.store["cases"].find_one({"_id": person["case_id"]})
    assert stored
    return person | {"number": stored["number"]}


@pytest.fixture
@laid_out
async def anew(browser: httpx2.AsyncClient, place: Place, case: dict[str, str]) -> dict[str, str]:
    """With Anna too, not joined yet."""
    accepted: dict[str, str] = (await submit(browser, {"text": ANEW})).json()
    await take_over(place.desk, ContactId(accepted["contact_id"]), ANNA)
    return accepted


@pytest.fixture
@laid_out
async def joined(desk: httpx2.AsyncClient, case: dict[str, str], anew: dict[str, str]) -> dict[str, str]:
    assert (await join(desk, anew, case["number"])).status_code == 303
    return anew


async def join(desk: httpx2.AsyncClient, of: dict[str, str], number: str, me: Staff = ANNA) -> httpx2.Response:
    data = {"attempt": str(uuid4()), "number": number}
    return await desk.post(f"/desk/contacts/{of['contact_id']}/join", data=data, headers=cookie_of(me))


async def shown(desk: httpx2.AsyncClient, path: str, me: Staff = ANNA) -> str:
    return (await desk.get(path, headers=cookie_of(me))).text


async def own_page(browser: httpx2.AsyncClient, of: dict[str, str]) -> str:
    await browser.post("/rueckmeldung", data={"code": of["receipt_code"]})
    return (await browser.get("/rueckmeldung")).text


async def write(browser: httpx2.AsyncClient, of: dict[str, str], text: str) -> None:
    await own_page(browser, of)
    await browser.post("/rueckmeldung/nachricht", data=await on_follow_page(browser) | {"text": text})


async def stored(place: Place, of: dict[str, str]) -> tuple[str, str | None, str | None]:
    found = await place.unit_of_work(lambda tx: CONTACTS.get(tx, id=ContactId(of["contact_id"])))
    return found.state, found.counsellor, found.joined_to


async def due(place: Place, of: dict[str, str]) -> datetime:
    """By when it is answered first."""
    first = task_id(TaskKind.FIRST_ANSWER, of["case_id"])
    return (await place.unit_of_work(lambda tx: TASKS.get(tx, id=first))).due


async def tasks_of(place: Place, me: Staff) -> list[tuple[str, str, str | None]]:
    rows = (await list_tasks(place.desk, me, "mine")).rows
    return [(row.task.kind, row.task.thread, row.joined_to.number if row.joined_to else None) for row in rows]


async def test_what_comes_under_both_codes_is_read_in_the_case_and_asked_for_there(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, case: dict[str, str], joined: dict[str, str]
) -> None:
    await write(browser, joined, AGAIN)
    page = await shown(desk, f"/desk/cases/{case['case_id']}")
    assert all(text in page for text in (OF_THE_CASE, ANEW, AGAIN))
    assert f"/desk/contacts/{joined['contact_id']}" in page
    there = await shown(desk, f"/desk/cases/{joined['case_id']}")
    assert (case["number"] in there, OF_THE_CASE in there) == (True, False)
    assert ("first_answer", joined["case_id"], case["number"]) in await tasks_of(place, ANNA)
    assert f"gehört zu {case['number']}" in await shown(desk, "/desk/tasks")
    mine = (await list_waiting(place.desk, ANNA, "mine"))[0].rows
    assert [row.contact.id for row in mine] == [case["contact_id"]]
    assert [entry["what"] async for entry in place.store["audit"].find({"what": "joined"})] == ["joined"] * 2


async def test_under_each_code_only_what_was_written_there_is_shown(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, case: dict[str, str], anew: dict[str, str]
) -> None:
    before = [await own_page(browser, each) for each in (case, anew)]
    await join(desk, anew, case["number"])
    await answer(place.desk, ContactId(case["contact_id"]), ANNA, "Antwort im Fall.")
    await answer(place.desk, ContactId(anew["contact_id"]), ANNA, "Nur unter dem zweiten.")
    await place.settle()
    of_case, of_anew = [await own_page(browser, each) for each in (case, anew)]
    assert ("Antwort im Fall." in of_case, "Nur unter dem zweiten." in of_case, ANEW in of_case) == (True, False, False)
    assert ("Antwort im Fall." in of_anew, "Nur unter dem zweiten." in of_anew, OF_THE_CASE in of_anew) == (
        False,
        True,
        False,
    )
    assert case["number"] not in of_anew
    assert [each.count("<li") for each in before] == [of_case.count("<li") - 1, of_anew.count("<li") - 1]


async def test_it_goes_with_the_case_and_not_alone(
    place: Place, desk: httpx2.AsyncClient, case: dict[str, str], joined: dict[str, str]
) -> None:
    for each in (ANNA, BERT, SUE):
        await register_colleague(place.desk, each)
    with pytest.raises(Conflict, match="not-in-this-state"):
        await give(place.desk, ContactId(joined["contact_id"]), ANNA, None)
    with pytest.raises(Conflict, match="not-in-this-state"):
        await close_case(place.desk, CaseId(joined["case_id"]), ANNA, CaseOutcome.RESOLVED)
    await give(place.desk, ContactId(case["contact_id"]), ANNA, Counsellor("bert"))
    assert await stored(place, joined) == ("assigned", "bert", case["case_id"])
    assert joined["case_id"] in {thread for _, thread, _ in await tasks_of(place, BERT)}
    assert ANEW in await shown(desk, f"/desk/cases/{case['case_id']}", BERT)


async def test_no_partner_is_asked_for_beside_the_case(place: Place, joined: dict[str, str]) -> None:
    partner = PartnerId(str(uuid4()))
    await place.unit_of_work(lambda tx: list_partner(tx, partner, "Stelle (Demo)", "legal"))
    with pytest.raises(Conflict, match="not-in-this-state"):
        await ask_for_consent(place.desk, CaseId(joined["case_id"]), ANNA, partner, TEXTS)


async def test_it_is_closed_opened_and_erased_with_the_case(
    place: Place, browser: httpx2.AsyncClient, case: dict[str, str], joined: dict[str, str]
) -> None:
    await close_case(place.desk, CaseId(case["case_id"]), ANNA, CaseOutcome.RESOLVED)
    assert (await stored(place, joined))[0] == "closed"
    assert (await place.types(joined["case_id"]))[-1] == "case.closed"
    with pytest.raises(Conflict, match="not-in-this-state"):
        await reopen(place.desk, ContactId(joined["contact_id"]), ANNA)
    await reopen(place.desk, ContactId(case["contact_id"]), ANNA)
    assert await stored(place, joined) == ("assigned", "anna", case["case_id"])
    await close_case(place.desk, CaseId(case["case_id"]), ANNA, CaseOutcome.RESOLVED)

    await write(browser, joined, AGAIN)
    with pytest.raises(Conflict, match="not-in-this-state"):
        await erase_case(place.desk, SUE, CaseId(case["case_id"]))
    await reopen(place.desk, ContactId(case["contact_id"]), ANNA)
    await answer(place.desk, ContactId(joined["contact_id"]), ANNA, "Gelesen.")
    await close_case(place.desk, CaseId(case["case_id"]), ANNA, CaseOutcome.RESOLVED)
    await erase_case(place.desk, SUE, CaseId(case["case_id"]))
    assert [await place.count(name) for name in ("contacts", "cases", "messages")] == [0, 0, 0]
    for each in (case, joined):
        with pytest.raises(NotFound):
            await place.desk.key(CaseId(each["case_id"]))


async def test_a_message_under_either_code_keeps_the_case_from_being_closed_over_it(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, case: dict[str, str], joined: dict[str, str]
) -> None:
    for written in (case, joined):
        seen = shown_at_closing(await shown(desk, f"/desk/cases/{case['case_id']}/record"))
        await write(browser, written, AGAIN)
        await place.settle()
        sent = {"attempt": str(uuid4()), "outcome": "resolved", "unanswered": "told", "seen": seen}
        late = await desk.post(f"/desk/cases/{case['case_id']}/close", data=sent, headers=cookie_of(ANNA))
        assert (late.status_code, (await stored(place, joined))[0]) == (409, "assigned")


async def test_an_enquiry_that_is_no_case_is_not_closed_over_a_message_either(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    asked: dict[str, str] = (await submit(browser, {"text": ANEW, "reason": "information"})).json()
    await take_over(place.desk, ContactId(asked["contact_id"]), ANNA)
    seen = shown_at_closing(await shown(desk, f"/desk/contacts/{asked['contact_id']}"))
    await write(browser, asked, AGAIN)
    await place.settle()
    sent = {"attempt": str(uuid4()), "unanswered": "told", "seen": seen}
    late = await desk.post(f"/desk/contacts/{asked['contact_id']}/close", data=sent, headers=cookie_of(ANNA))
    assert (late.status_code, CAME_SINCE in late.text) == (409, True)


@pytest.mark.parametrize("judged_first", [True, False])
async def test_its_first_answer_is_due_as_early_as_the_case_is_urgent(
    place: Place, desk: httpx2.AsyncClient, case: dict[str, str], anew: dict[str, str], judged_first: bool
) -> None:
    before = await due(place, anew)
    urgent = Situation(urgency=Urgency.IMMEDIATE)
    if judged_first:
        await triage(place.desk, CaseId(case["case_id"]), ANNA, urgent)
    await join(desk, anew, case["number"])
    if not judged_first:
        await triage(place.desk, CaseId(case["case_id"]), ANNA, urgent)
    assert await due(place, anew) == await due(place, case)
    assert await due(place, anew) < before


async def test_closed_with_its_case_it_stands_on_no_shelf(
    place: Place, case: dict[str, str], joined: dict[str, str]
) -> None:
    await close_case(place.desk, CaseId(case["case_id"]), ANNA, CaseOutcome.RESOLVED)
    rows = (await list_waiting(place.desk, ANNA, "closed"))[0].rows
    assert [row.contact.id for row in rows] == [case["contact_id"]]


async def test_it_can_be_parted_again_and_stands_for_itself(
    place: Place, desk: httpx2.AsyncClient, case: dict[str, str], joined: dict[str, str]
) -> None:
    await part_contact(place.desk, ContactId(joined["contact_id"]), ANNA)
    assert await stored(place, joined) == ("assigned", "anna", None)
    assert ANEW not in await shown(desk, f"/desk/cases/{case['case_id']}")
    await close_case(place.desk, CaseId(case["case_id"]), ANNA, CaseOutcome.RESOLVED)
    assert (await stored(place, joined))[0] == "assigned"


async def test_what_cannot_be_one_is_refused_and_the_number_stays(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, case: dict[str, str], anew: dict[str, str]
) -> None:
    own = await place.store["cases"].find_one({"_id": anew["case_id"]})
    other = (await submit(browser, {"text": "Ein anderer Mensch."})).json()
    not_taken = await place.store["cases"].find_one({"_id": other["case_id"]})
    assert own
    assert not_taken
    for number, status, why in (
        ("L-00000", 422, NO_SUCH_CASE),
        (own["number"], 409, ITSELF),
        (not_taken["number"], 409, NOBODY_HAS_IT),
    ):
        page = await join(desk, anew, number)
        assert (page.status_code, number in page.text) == (status, True), number
        assert why in page.text
        assert 'id="f-number-error"' in page.text, "it says so at its field too"
        assert "Eine Angabe ist nicht gültig" not in page.text
    report = (await submit(browser, {"text": "Für meine Frau.", "reason": "on_behalf"})).json()
    await take_over(place.desk, ContactId(report["contact_id"]), ANNA)
    assert (await join(desk, report, case["number"])).status_code == 409
    await take_over(place.desk, ContactId(other["contact_id"]), BERT)
    assert (await join(desk, anew, not_taken["number"])).status_code == 422
    assert await stored(place, anew) == ("assigned", "anna", None)


async def test_where_a_partner_is_asked_for_it_does_not_join_before_that_is_over(
    place: Place, desk: httpx2.AsyncClient, case: dict[str, str], anew: dict[str, str]
) -> None:
    partner = PartnerId(str(uuid4()))
    await place.unit_of_work(lambda tx: list_partner(tx, partner, "Stelle (Demo)", "legal"))
    await ask_for_consent(place.desk, CaseId(anew["case_id"]), ANNA, partner, TEXTS)
    assert (await join(desk, anew, case["number"])).status_code == 409


async def test_a_task_of_it_is_done_like_any_other(place: Place, joined: dict[str, str]) -> None:
    for row in (await list_tasks(place.desk, ANNA, "mine")).rows:
        await finish_task(place.desk, row.task.id, ANNA, unanswered=Unanswered.TOLD)
    assert await tasks_of(place, ANNA) == []
