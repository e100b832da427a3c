"""A person asks for the own data or for erasure, and says whether help came."""

from functools import partial

import httpx2
import pytest

from services.intake.domain.call_wish import hours_to_ask_for
from services.intake.domain.contact import Contact
from services.intake.domain.data_wish import answer_by
from services.intake.domain.task import Task
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.read_file import file_of_contact
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.requests.add_message import TASK_OF
from services.intake.pages.face.follow_cookie import ANOTHER
from services.intake.reading_time import HOURS
from services.intake.store import CONTACTS, TASKS
from shared.clock import berlin_day, now
from shared.contracts.vocabulary import CaseOutcome
from shared.errors import Conflict
from shared.web.pages import long_day
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, let_in, said_by_form
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, SUE = a_counsellor("anna"), a_counsellor("sue", "supervisor")
NUMBER = "0151 / 234 567-89"
WORDS = "Es geht um die Nachrichten vom Mai."
FORMS = {
    "auskunft": "own_data",
    "loeschen": "erasure",
    "hilfe": "feedback",
    "anruf": "call_wish",
    "stellen": "partner_wish",
}


async def filled_in(browser: httpx2.AsyncClient, path: str, **fields: str) -> dict[str, str]:
    return {"text": WORDS} | answers(path) | fields | said_by_form((await browser.get(f"/rueckmeldung/{path}")).text)


def answers(path: str, hour: int = 0) -> dict[str, str]:
    begins = hours_to_ask_for(now(), HOURS)[hour].isoformat()
    call = {"way": "phone", "begins": begins, "number": NUMBER}
    return {"hilfe": {"helped": "not"}, "anruf": call, "stellen": {"asking": "never"}}.get(path, {})


async def tell(browser: httpx2.AsyncClient, path: str, **fields: str) -> httpx2.Response:
    return await browser.post(f"/rueckmeldung/{path}", data=await filled_in(browser, path, **fields))


async def contact_of(place: Place) -> Contact:
    (contact,) = await place.unit_of_work(partial(CONTACTS.all))
    return contact


async def tasks_of(place: Place, kind: str) -> list[Task]:
    return [each for each in await place.unit_of_work(lambda tx: TASKS.all(tx, state="open")) if each.kind == kind]


@pytest.mark.parametrize("path", FORMS)
async def test_it_is_shown_at_once_sealed_and_one_task(place: Place, browser: httpx2.AsyncClient, path: str) -> None:
    await let_in(browser)
    said = await filled_in(browser, path)
    for _ in range(2):
        taken = await browser.post(f"/rueckmeldung/{path}", data=said)
        assert (taken.status_code, taken.headers["location"]) == (303, f"/rueckmeldung?erledigt={path}")
    await place.settle()
    assert WORDS in (await browser.get("/rueckmeldung")).text
    assert len(await tasks_of(place, TASK_OF[FORMS[path]])) == 1
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    messages = (await file_of_contact(place.desk, ANNA, contact.id)).content.messages
    assert [(each.text, each.form and each.form.form) for each in messages[1:]] == [(WORDS, FORMS[path])]
    assert "vom Mai" not in await place.everything()


@pytest.mark.parametrize("path", FORMS)
async def test_with_the_desk_away_it_is_accepted_and_comes_later(
    place: Place, with_desk_away: httpx2.AsyncClient, path: str
) -> None:
    await let_in(with_desk_away)
    assert (await tell(with_desk_away, path)).status_code == 303
    assert WORDS in (await with_desk_away.get("/rueckmeldung")).text
    assert not await tasks_of(place, TASK_OF[FORMS[path]])
    await place.settle()
    assert len(await tasks_of(place, TASK_OF[FORMS[path]])) == 1
    await place.show_what_is_stored()


@pytest.mark.parametrize("path", FORMS)
async def test_from_a_second_tab_it_lands_nowhere_and_stays(
    place: Place, browser: httpx2.AsyncClient, path: str
) -> None:
    await let_in(browser, "Anliegen A")
    said = await filled_in(browser, path)
    await let_in(browser, "Anliegen B")
    refused = await browser.post(f"/rueckmeldung/{path}", data=said)
    assert (refused.status_code, ANOTHER in refused.text, WORDS in refused.text) == (401, True, True)
    assert await place.count("messages") == 2


@pytest.mark.parametrize("path", FORMS)
async def test_what_is_too_long_is_refused_and_nothing_happens(
    place: Place, browser: httpx2.AsyncClient, path: str
) -> None:
    await let_in(browser)
    assert (await tell(browser, path, text="a" * 30_001)).status_code == 422
    assert (await tell(browser, path, text="a" * 10_000_000)).status_code == 413
    assert await place.count("messages") == 1


async def test_a_call_is_due_at_the_hour_that_was_asked_for_last(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    for hour in (5, 3):
        assert (await tell(browser, "anruf", **answers("anruf", hour))).status_code == 303
        await place.settle()
    (task,) = await tasks_of(place, "call_wished")
    assert task.due == hours_to_ask_for(now(), HOURS)[3]
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    assert NUMBER in (await browser.get("/rueckmeldung")).text
    assert NUMBER not in await place.everything()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"begins": ""}, "begins"),
        ({"begins": "2020-01-06T10:00:00+01:00"}, "begins"),
        ({"begins": "2026-11-30T10:00:00"}, "begins"),
        ({"number": ""}, "number"),
        ({"number": "die vom Büro"}, "number"),
        ({"way": "carrier pigeon"}, "way"),
    ],
)
async def test_a_call_that_cannot_be_is_refused_at_its_field(
    place: Place, browser: httpx2.AsyncClient, wrong: dict[str, str], field: str
) -> None:
    await let_in(browser)
    refused = await tell(browser, "anruf", **wrong)
    assert (refused.status_code, f'href="#f-{field}' in refused.text, WORDS in refused.text) == (422, True, True)
    assert await place.count("messages") == 1


async def test_words_are_not_needed_but_an_answer_is(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    assert (await tell(browser, "auskunft", text="")).status_code == 303
    assert (await tell(browser, "hilfe", helped="")).status_code == 422
    assert (await tell(browser, "hilfe", helped="very")).status_code == 422
    assert await place.count("messages") == 2


async def test_what_erasure_means_is_read_before_and_when_it_is_answered_afterwards(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    before = (await browser.get("/rueckmeldung/loeschen")).text
    for said in ("Auf dieser Seite wird noch nichts gelöscht", "liegt dort und bleibt dort", "Frist läuft trotzdem"):
        assert said in before
    await tell(browser, "loeschen")
    after = (await browser.get("/rueckmeldung")).text
    assert "Gelöscht ist noch nichts." in after
    assert f"spätestens am {long_day(answer_by(berlin_day(now())))}" in after
    assert await place.count("contacts") == 1


async def test_an_erasure_is_still_to_be_done_when_the_case_is_closed_and_is_done_by_erasing(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    code = await let_in(browser)
    contact = await contact_of(place)
    assert contact.case_id
    await take_over(place.desk, contact.id, ANNA)
    await tell(browser, "loeschen")
    await tell(browser, "hilfe")
    await place.settle()
    await close_case(place.desk, contact.case_id, ANNA, CaseOutcome.RESOLVED)
    assert [task.counsellor for task in await tasks_of(place, "erasure")] == ["anna"]
    assert not await tasks_of(place, "feedback")
    erasing = f"/desk/cases/{contact.case_id}/erase"
    assert erasing in (await desk.get("/desk/tasks", headers=cookie_of(SUE))).text
    assert erasing not in (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    record = (await desk.get(f"/desk/cases/{contact.case_id}/record", headers=cookie_of(ANNA))).text
    assert "Löschen kann die Leitung. Sie hat es jetzt unter „Zu tun“" in record
    page = (await desk.get(erasing, headers=cookie_of(SUE))).text
    (case,) = await place.store["cases"].find({}).to_list()
    assert f"<h1>Fall {case['number']} endgültig löschen</h1>" in page
    assert 'type="checkbox"' in page
    unsure = await desk.post(erasing, data={"attempt": "a" * 32}, headers=cookie_of(SUE))
    assert (unsure.status_code, "Bitte bestätigen Sie hier" in unsure.text) == (422, True)
    await erase_case(place.desk, SUE, contact.case_id)
    assert await place.count("tasks") == 0
    assert (await browser.post("/rueckmeldung", data={"code": code})).status_code == 404


async def test_an_erasure_wished_after_closing_is_answered_and_then_done(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    contact = await contact_of(place)
    assert contact.case_id
    await take_over(place.desk, contact.id, ANNA)
    await close_case(place.desk, contact.case_id, ANNA, CaseOutcome.RESOLVED)
    await tell(browser, "loeschen")
    await place.settle()
    with pytest.raises(Conflict):
        await erase_case(place.desk, SUE, contact.case_id)
    await answer(place.desk, contact.id, ANNA, "Wir löschen heute.")
    await erase_case(place.desk, SUE, contact.case_id)
    assert await place.count("contacts") == 0
