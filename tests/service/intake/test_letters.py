"""A person tells of a letter that came: the answer is there at once, and an urgent task where it is entered."""

import re
from datetime import date, timedelta
from functools import partial
from unittest.mock import AsyncMock

import httpx2
import pytest
from pymongo.errors import ServerSelectionTimeoutError

from services.intake.domain.contact import Contact
from services.intake.domain.form_message import Letter, LetterKind
from services.intake.domain.task import Task
from services.intake.domain.unanswered import Unanswered
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.finish_task import finish_task
from services.intake.handlers.desk.read_file import file_of_contact
from services.intake.handlers.desk.take_over import take_over
from services.intake.pages.face import own_form
from services.intake.pages.face.follow_cookie import ANOTHER
from services.intake.state_texts.letter import ONE_SENTENCE
from services.intake.state_texts.texts import of_letter
from services.intake.store import CONTACTS, TASKS
from shared.clock import berlin_day, now
from shared.day import IN_FUTURE
from shared.opening_hours import OpeningHours
from shared.web.pages import long_day
from tests.harness.services.intake import Place, a_counsellor, fill_in, let_in, requests_of, said_by_form
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

PAGE = "/rueckmeldung/post"
ANSWER = f"{PAGE}/antwort"
ANNA = a_counsellor("anna")
WORDS = "Das Aktenzeichen ist 12 Js 345/26."
INSTRUCTED = {"kind": "discontinued_instructed", "text": WORDS}


async def form(browser: httpx2.AsyncClient) -> dict[str, str]:
    return said_by_form((await browser.get(PAGE)).text)


def days_ago(days: int) -> str:
    return (berlin_day(now()) - timedelta(days=days)).isoformat()


async def tell(browser: httpx2.AsyncClient, **fields: str) -> httpx2.Response:
    said = INSTRUCTED | {"received_on": days_ago(1)} | fields | await form(browser)
    return await browser.post(PAGE, data=said)


def said_of(received: str) -> str:
    letter = Letter(kind=LetterKind.DISCONTINUED_INSTRUCTED, received_on=date.fromisoformat(received))
    return of_letter(letter, "counsellor", berlin_day(now())).happened


async def contact_of(place: Place) -> Contact:
    (contact,) = await place.unit_of_work(partial(CONTACTS.all))
    return contact


async def letter_tasks(place: Place) -> list[Task]:
    return [each for each in await place.unit_of_work(lambda tx: TASKS.all(tx, state="open")) if each.kind == "letter"]


async def test_the_answer_is_there_at_once_and_later_too(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    taken = await tell(browser)
    assert (taken.status_code, taken.headers["location"]) == (303, f"{ANSWER}?erledigt=post")
    page = (await browser.get(ANSWER)).text
    assert "kann eine Frist von zwei Wochen laufen" in page
    assert ONE_SENTENCE in page
    assert 'href="/briefe/beschwerde"' in page
    assert "Rechtsstand 2026-08" in page
    follow = (await browser.get("/rueckmeldung")).text
    assert WORDS in follow
    assert "kann eine Frist von zwei Wochen laufen" in follow
    assert f"am {long_day(berlin_day(now()) - timedelta(days=1))} mit der Post kam" in follow


async def test_the_address_of_the_answer_says_nothing_of_the_letter(browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    address = (await tell(browser)).headers["location"]
    assert re.fullmatch(r"/rueckmeldung/post/antwort\?erledigt=post", address)


async def test_the_desk_has_an_urgent_task_that_leads_to_the_proceeding(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    await tell(browser)
    await place.settle()
    (task,) = await letter_tasks(place)
    assert task.due <= OpeningHours().after(now(), timedelta(hours=1))
    listed = (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    row = listed[listed.index("Person hat Post bekommen") :]
    first_button = re.search(r'<div class="actions">\s*<a [^>]*href="([^"]*)"', row)
    assert first_button
    assert first_button[1] == f"/referral/cases/{contact.case_id}/proceedings"
    assert said_of(days_ago(1)) in row
    assert WORDS not in listed
    above = (await desk.get(f"/desk/cases/{contact.case_id}/head", headers=cookie_of(ANNA))).text
    assert said_of(days_ago(1)) in above
    assert WORDS not in above
    shown = (await desk.get(f"/desk/cases/{contact.case_id}", headers=cookie_of(ANNA))).text
    assert "Einstellung des Verfahrens, mit Belehrung über die Beschwerde" in shown
    assert WORDS in shown


async def test_the_task_says_each_letter_that_came_while_it_was_open_and_notes_that_they_were_read(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    await tell(browser, received_on=days_ago(4))
    await place.settle()
    (first,) = await letter_tasks(place)
    await finish_task(place.desk, first.id, ANNA, unanswered=Unanswered.ELSEWHERE)
    for ago in (2, 3):
        await tell(browser, received_on=days_ago(ago))
    await place.settle()
    listed = (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    assert said_of(days_ago(2)) in listed
    assert said_of(days_ago(3)) in listed
    assert said_of(days_ago(4)) not in listed
    assert await place.store["audit"].count_documents({"case": contact.case_id, "what": "letter"}) == 1


async def test_nobody_else_reads_what_she_said_of_it(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    contact = await contact_of(place)
    await tell(browser)
    await place.settle()
    for page in ("/desk/tasks", f"/desk/cases/{contact.case_id}/head"):
        shown = (await desk.get(page, headers=cookie_of(ANNA))).text
        assert "Einstellung des Verfahrens" not in shown
    assert await place.store["audit"].count_documents({"what": "letter"}) == 0


async def test_an_enquiry_that_is_no_case_leads_to_its_file(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    await let_in(browser, reason="prevention")
    contact = await contact_of(place)
    assert contact.case_id is None
    await take_over(place.desk, contact.id, ANNA)
    await tell(browser)
    await place.settle()
    listed = (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    assert f'href="/desk/contacts/{contact.id}"' in listed[listed.index("Person hat Post bekommen") :]


async def test_an_answer_to_the_person_does_not_end_the_task(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    await tell(browser)
    await place.settle()
    await answer(place.desk, contact.id, ANNA, "Wir sehen es uns an.")
    assert len(await letter_tasks(place)) == 1


async def test_what_it_says_lies_nowhere_unsealed(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    received = days_ago(3)
    await tell(browser, received_on=received)
    await place.settle()
    stored = await place.everything()
    assert "12 Js 345" not in stored
    assert received not in stored
    assert "discontinued_instructed" not in stored


async def test_while_the_desk_is_away_the_answer_is_there_and_the_task_comes_later(
    place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    await let_in(with_desk_away)
    assert (await tell(with_desk_away)).status_code == 303
    assert "kann eine Frist von zwei Wochen laufen" in (await with_desk_away.get(ANSWER)).text
    follow = (await with_desk_away.get("/rueckmeldung")).text
    assert WORDS in follow
    assert "liegt für uns bereit" in follow
    assert not await letter_tasks(place)
    await place.settle()
    assert len(await letter_tasks(place)) == 1
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    kept = (await file_of_contact(place.desk, ANNA, contact.id)).content.messages[-1]
    assert isinstance(kept.form, Letter)
    assert (kept.text, kept.form.kind, kept.message.unread) == (WORDS, "discontinued_instructed", True)
    await place.show_what_is_stored()


async def test_a_double_click_and_the_page_sent_again_are_one_letter(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    said = INSTRUCTED | {"received_on": days_ago(1)} | await form(browser)
    for _ in range(3):
        assert (await browser.post(PAGE, data=said)).status_code == 303
    await place.settle()
    assert await place.count("messages") == 2
    corrected = said | {"received_on": days_ago(5)}
    assert (await browser.post(PAGE, data=corrected)).status_code == 303
    await place.settle()
    assert await place.count("messages") == 3
    assert len(await letter_tasks(place)) == 1


async def test_many_letters_are_one_task(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    for ago in range(5):
        await tell(browser, received_on=days_ago(ago))
    await place.settle()
    assert len(await letter_tasks(place)) == 1


async def test_a_day_to_come_is_refused_and_everything_stays(place: Place, browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    refused = await tell(browser, received_on=days_ago(-1))
    assert refused.status_code == 422
    assert IN_FUTURE in refused.text
    assert WORDS in refused.text
    assert f'value="{days_ago(-1)}"' in refused.text
    assert re.search(r'value="discontinued_instructed" checked', refused.text)
    assert await place.count("messages") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "", "received_on": ""},
        {"kind": "<script>"},
        {"received_on": "1850-01-01"},
        {"text": "a" * 30_001},
        {"more": "1"},
    ],
    ids=lambda wrong: "-".join(wrong),
)
async def test_what_cannot_be_taken_is_refused_and_nothing_happens(
    place: Place, browser: httpx2.AsyncClient, wrong: dict[str, str]
) -> None:
    await let_in(browser)
    assert (await tell(browser, **wrong)).status_code == 422
    assert await place.count("messages") == 1


async def test_ten_megabytes_are_refused_and_the_page_says_so(browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    assert (await tell(browser, text="a" * 10_000_000)).status_code == 413


async def test_in_a_second_tab_with_another_matter_it_lands_nowhere(place: Place, browser: httpx2.AsyncClient) -> None:
    a = await let_in(browser, "Anliegen A")
    on_a = await form(browser)
    b = await let_in(browser, "Anliegen B")
    said = INSTRUCTED | {"received_on": days_ago(1)} | on_a
    refused = await browser.post(PAGE, data=said)
    assert (refused.status_code, ANOTHER in refused.text, WORDS in refused.text) == (401, True, True)
    assert await place.count("messages") == 2
    wrong = await browser.post(PAGE, data=said | {"code": b})
    assert (wrong.status_code, WORDS in wrong.text) == (422, True)
    assert (await browser.post(PAGE, data=said | {"code": a})).status_code == 303
    assert WORDS in (await browser.get("/rueckmeldung")).text


async def test_without_the_cookie_the_code_is_asked_for_beside_what_was_entered(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    code = await fill_in(browser, text="Ein Anliegen")
    assert 'name="code"' in (await browser.get(PAGE)).text
    assert 'name="code"' in (await browser.get(ANSWER)).text
    said = INSTRUCTED | {"received_on": days_ago(1)}
    refused = await browser.post(PAGE, data=said)
    assert (refused.status_code, WORDS in refused.text, 'name="code"' in refused.text) == (401, True, True)
    assert (await browser.post(PAGE, data=said | {"code": code})).status_code == 303


async def test_while_the_store_is_away_it_stays_and_is_sent_again(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await let_in(browser)
    said = INSTRUCTED | {"received_on": days_ago(1)} | await form(browser)
    with monkeypatch.context() as away:
        away.setattr(own_form, "send_form", AsyncMock(side_effect=ServerSelectionTimeoutError))
        refused = await browser.post(PAGE, data=said)
    assert (refused.status_code, WORDS in refused.text) == (503, True)
    assert said_by_form(refused.text)["attempt"] == said["attempt"]
    assert (await browser.post(PAGE, data=said)).status_code == 303


async def test_without_a_letter_there_is_no_answer(browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    shown = await browser.get(ANSWER)
    assert (shown.status_code, shown.headers["location"]) == (303, PAGE)


async def test_a_forged_letter_changes_nothing(place: Place, with_desk_away: httpx2.AsyncClient) -> None:
    await let_in(with_desk_away)
    await place.settle()
    await tell(with_desk_away)
    await place.face["requests"].update_one({"kind": "letter"}, {"$set": {"kind": "message"}})
    await place.settle()
    assert await place.count("messages") == 1
    assert not await letter_tasks(place)
    assert [each.reason for each in await requests_of(place) if each.state == "refused"] == ["wrong-mac"]
