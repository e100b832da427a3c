"""A person lost her code: two colleagues give a new one, the former one dies, and no stranger who calls gets in."""

import asyncio
import re
from datetime import timedelta

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId
from services.intake.domain.new_code import LIVES
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.take_over import take_over
from shared.clock import now
from shared.contracts.vocabulary import CaseOutcome
from shared.web import Staff
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, on_follow_page, receipt_code, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
SUE = a_counsellor("sue", "supervisor")
TEXT = "Nachts klingelt es, und niemand ist da."
WORD = "Grüner Kürbis"
NUMBER = {"channel": "phone", "address": "0151 0000000"}
Person = dict[str, str]


@pytest.fixture
@laid_out
async def person(browser: httpx2.AsyncClient, place: Place) -> Person:
    """She can be rung, and Anna is responsible."""
    accepted: Person = (await submit(browser, {"text": TEXT, "safe_contact": NUMBER})).json()
    await place.settle()
    await take_over(place.desk, ContactId(accepted["contact_id"]), ANNA)
    return accepted


async def enter(browser: httpx2.AsyncClient, code: str) -> httpx2.Response:
    await browser.post("/rueckmeldung/ende")
    return await browser.post("/rueckmeldung", data={"code": code})


def here(person: Person) -> str:
    return f"/desk/contacts/{person['contact_id']}/new-code"


async def ask(desk: httpx2.AsyncClient, person: Person, me: Staff = ANNA, basis: str = "safe_contact") -> int:
    return (await desk.post(f"{here(person)}/ask", data={"basis": basis}, headers=cookie_of(me))).status_code


async def asked(place: Place) -> str:
    """The id of the newest question."""
    found = await place.store["new_codes"].find_one({}, sort=[("number", -1)])
    assert found
    return str(found["_id"])


async def decide(desk: httpx2.AsyncClient, place: Place, me: Staff = BERT, because: str = "talked_it_over") -> int:
    path = f"/desk/new-codes/{await asked(place)}"
    return (await desk.post(path, data={"because": because}, headers=cookie_of(me))).status_code


async def issue(
    desk: httpx2.AsyncClient, person: Person, me: Staff = ANNA, attempt: str = "an-attempt-of-one-page-0"
) -> httpx2.Response:
    return await desk.post(f"{here(person)}/issue", data={"attempt": attempt}, headers=cookie_of(me))


def read_out(page: httpx2.Response) -> str:
    shown = re.search(r'id="one-time-code">([0-9A-Z-]{14})<', page.text)
    assert shown, page.text
    return shown[1]


async def check(desk: httpx2.AsyncClient, person: Person, said: str, me: Staff = ANNA) -> int:
    return (await desk.post(f"{here(person)}/check", data={"said": said}, headers=cookie_of(me))).status_code


async def agree(browser: httpx2.AsyncClient, person: Person, word: str = WORD) -> httpx2.Response:
    await enter(browser, person["receipt_code"])
    return await browser.post("/rueckmeldung/wort", data={**await on_follow_page(browser), "word": word})


async def noted_in_audit(place: Place) -> list[str]:
    return [entry["what"] async for entry in place.store["audit"].find({}).sort("_id", 1)]


async def test_one_asks_another_says_yes_the_new_code_works_and_the_old_one_is_refused(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: Person
) -> None:
    old = person["receipt_code"]
    assert (await enter(browser, old)).status_code == 303
    assert await ask(desk, person) == 303
    assert "Zweites Ja gefragt" in (await desk.get("/desk/tasks", headers=cookie_of(BERT))).text
    assert "Zweites Ja gefragt" not in (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    assert await decide(desk, place) == 303
    assert "Die zweite Entscheidung liegt vor" in (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    assert TEXT in (await browser.get("/rueckmeldung")).text

    code = read_out(await issue(desk, person))

    closed = await browser.get("/rueckmeldung")
    assert (closed.status_code, TEXT in closed.text) == (404, False), "the session of the old code is open"
    assert "Haben Sie einen neuen Code, geben Sie ihn hier ein." in closed.text
    assert 'name="code"' in closed.text
    assert (await enter(browser, old)).status_code == 404
    exchanged = await enter(browser, code)
    own = receipt_code(exchanged.text)
    assert (await enter(browser, own)).status_code == 303
    page = (await browser.get("/rueckmeldung")).text
    assert TEXT in page
    assert "Für Ihr Anliegen wurde ein neuer Zugang ausgegeben." in page
    assert re.search(r"Am [^<]+ wurde ein neuer Zugang ausgegeben", page)
    assert (await enter(browser, old)).status_code == 404
    assert (await enter(browser, code)).status_code == 404
    assert "Die zweite Entscheidung liegt vor" not in (await desk.get("/desk/tasks", headers=cookie_of(ANNA))).text
    what = await noted_in_audit(place)
    assert [each for each in what if each.startswith("new-code")] == [
        "new-code-asked", "new-code-approved", "new-code-issued",
    ]  # fmt: skip


async def test_neither_the_new_code_nor_the_word_is_in_the_stores(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: Person
) -> None:
    assert (await agree(browser, person)).status_code == 303
    await place.settle()
    assert await check(desk, person, "grüner kürbis") == 303
    await ask(desk, person)
    await decide(desk, place)
    code = read_out(await issue(desk, person))
    own = receipt_code((await enter(browser, code)).text)
    everything = (await place.everything()).casefold()
    for each in (code, own, WORD, "gruenerkuerbis"):
        assert each.casefold() not in everything
        assert each.replace("-", "").casefold() not in everything


async def test_who_asked_says_no_yes_and_a_yes_sent_again_changes_nothing(
    desk: httpx2.AsyncClient, place: Place, person: Person
) -> None:
    await ask(desk, person)
    assert await decide(desk, place, ANNA) == 409
    assert (await issue(desk, person)).status_code == 409
    assert await decide(desk, place, BERT) == 303
    assert await decide(desk, place, BERT, "heard_the_call") == 409
    assert await decide(desk, place, SUE, "doubts") == 409
    assert (await issue(desk, person)).status_code == 200


async def test_a_no_gives_nothing_and_its_reason_is_read(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: Person
) -> None:
    await ask(desk, person)
    assert await decide(desk, place, BERT, "doubts") == 303
    assert (await issue(desk, person)).status_code == 409
    assert "Ich habe Zweifel" in (await desk.get(here(person), headers=cookie_of(ANNA))).text
    assert (await enter(browser, person["receipt_code"])).status_code == 303
    assert "neuer Zugang" not in (await browser.get("/rueckmeldung")).text


async def test_a_decision_without_a_reason_is_asked_for_again(
    desk: httpx2.AsyncClient, place: Place, person: Person
) -> None:
    await ask(desk, person)
    assert await decide(desk, place, BERT, "") == 422
    assert await decide(desk, place, BERT, "because") == 422
    assert (await issue(desk, person)).status_code == 409


async def test_after_its_days_neither_a_yes_nor_a_code_follows(
    desk: httpx2.AsyncClient, place: Place, person: Person
) -> None:
    await ask(desk, person)
    await decide(desk, place)
    over = {"$set": {"until": now() - timedelta(seconds=1), "asked_at": now() - LIVES}}
    await place.store["new_codes"].update_many({}, over)
    assert (await issue(desk, person)).status_code == 409
    await place.store["new_codes"].update_many({}, {"$set": {"state": "asked"}})
    assert await decide(desk, place) == 409
    assert "Zweites Ja gefragt" not in (await desk.get("/desk/tasks", headers=cookie_of(BERT))).text


async def test_for_a_colleagues_case_nobody_asks_and_nobody_reads_out(
    desk: httpx2.AsyncClient, place: Place, person: Person
) -> None:
    assert await ask(desk, person, BERT) == 404
    assert await place.count("new_codes") == 0
    await ask(desk, person)
    await decide(desk, place)
    assert (await issue(desk, person, BERT)).status_code == 404
    opened = SUE.opening(person["case_id"], now(), "quality")
    assert await ask(desk, person, opened) == 409
    assert (await issue(desk, person, opened)).status_code == 409


async def test_with_the_case_given_away_in_between_nobody_reads_out_what_the_first_asked(
    desk: httpx2.AsyncClient, place: Place, person: Person
) -> None:
    await ask(desk, person)
    await decide(desk, place)
    await take_over(place.desk, ContactId(person["contact_id"]), SUE.opening(person["case_id"], now(), "quality"))
    assert (await issue(desk, person)).status_code == 404
    assert (await issue(desk, person, SUE)).status_code == 409


async def test_the_second_colleague_reads_nothing_of_the_matter(
    desk: httpx2.AsyncClient, place: Place, person: Person
) -> None:
    await ask(desk, person)
    page = await desk.get(f"/desk/new-codes/{await asked(place)}", headers=cookie_of(BERT))
    assert page.status_code == 200
    assert "Entscheidung festhalten" in page.text
    for each in (TEXT, NUMBER["address"]):
        assert each not in page.text
    own = await desk.get(f"/desk/new-codes/{await asked(place)}", headers=cookie_of(ANNA))
    assert "Entscheidung festhalten" not in own.text


async def test_a_case_that_was_erased_in_between_is_not_there(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: Person
) -> None:
    await agree(browser, person)
    await place.settle()
    await check(desk, person, WORD)
    await ask(desk, person)
    path = f"/desk/new-codes/{await asked(place)}"
    await close_case(place.desk, CaseId(person["case_id"]), ANNA, CaseOutcome.RESOLVED)
    await erase_case(place.desk, SUE, CaseId(person["case_id"]))
    assert (await desk.get(path, headers=cookie_of(BERT))).status_code == 404
    answer = await desk.post(path, data={"because": "talked_it_over"}, headers=cookie_of(BERT))
    assert answer.status_code == 404
    assert (await issue(desk, person)).status_code == 404
    for each in ("new_codes", "agreed_words", "caller_checks", "tasks"):
        assert await place.count(each) == 0, each
    assert await place.face["one_time_codes"].count_documents({}) == 0


async def test_a_closed_case_gives_no_code(desk: httpx2.AsyncClient, place: Place, person: Person) -> None:
    await ask(desk, person)
    await decide(desk, place)
    await close_case(place.desk, CaseId(person["case_id"]), ANNA, CaseOutcome.RESOLVED)
    assert (await issue(desk, person)).status_code == 409


async def test_one_form_sent_often_is_one_code_and_after_it_was_used_it_is_not_shown_again(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: Person
) -> None:
    await ask(desk, person)
    await decide(desk, place)
    pages = await asyncio.gather(*(issue(desk, person) for _ in range(3)))
    (code,) = {read_out(page) for page in pages}
    assert (await issue(desk, person, attempt="an-attempt-of-another-page")).status_code == 409
    first, again = [receipt_code((await enter(browser, code)).text) for _ in range(2)]
    assert first == again
    assert (await enter(browser, first)).status_code == 303
    assert (await enter(browser, code)).status_code == 404
    assert (await issue(desk, person)).status_code == 409
    assert (await noted_in_audit(place)).count("new-code-issued") == 1


async def test_after_a_new_code_nobody_gives_another_one_alone(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: Person
) -> None:
    await ask(desk, person)
    await decide(desk, place)
    code = read_out(await issue(desk, person))
    alone = await desk.post(f"/desk/contacts/{person['contact_id']}/one-time-code", headers=cookie_of(ANNA))
    assert alone.status_code == 409
    assert (await enter(browser, code)).status_code == 200


async def test_what_still_comes_in_by_the_old_code_is_read_first(
    desk: httpx2.AsyncClient, place: Place, with_desk_away: httpx2.AsyncClient, person: Person
) -> None:
    await ask(desk, person)
    await decide(desk, place)
    await enter(with_desk_away, person["receipt_code"])
    written = {**await on_follow_page(with_desk_away), "text": "Ich habe ihn noch."}
    assert (await with_desk_away.post("/rueckmeldung/nachricht", data=written)).status_code == 303
    assert (await issue(desk, person)).status_code == 409
    await place.settle()
    assert (await issue(desk, person)).status_code == 200


async def test_where_the_number_was_changed_after_the_question_no_code_is_read_out(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: Person
) -> None:
    await ask(desk, person)
    await decide(desk, place)
    await enter(browser, person["receipt_code"])
    changed = {**await on_follow_page(browser), "channel": "phone", "address": "0170 9999999"}
    assert (await browser.post("/rueckmeldung/kontakt", data=changed)).status_code == 303
    await place.settle()
    assert (await issue(desk, person)).status_code == 409


@pytest.mark.parametrize("way", [{"channel": "mail", "address": "person@example.org"}, NUMBER | {"channel": "sms"}])
async def test_without_a_number_to_ring_and_without_a_word_there_is_no_way(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, way: dict[str, str]
) -> None:
    other: Person = (await submit(browser, {"text": TEXT, "safe_contact": way})).json()
    await place.settle()
    await take_over(place.desk, ContactId(other["contact_id"]), ANNA)
    assert [await ask(desk, other, basis=each) for each in ("safe_contact", "word", "voice")] == [409, 409, 422]
    assert "Es gibt keinen sicheren Weg" in (await desk.get(here(other), headers=cookie_of(ANNA))).text
    assert await check(desk, other, WORD) == 409


async def test_the_word_must_fit_in_the_call_that_asks_and_in_the_call_that_reads_out(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: Person
) -> None:
    assert (await agree(browser, person)).status_code == 303
    assert "Ein Wort für Anrufe ist vereinbart" in (await browser.get("/rueckmeldung")).text
    await place.settle()
    assert await ask(desk, person, basis="word") == 409
    assert await check(desk, person, "gelber kürbis") == 303
    assert "Das Wort passt nicht." in (await desk.get(here(person), headers=cookie_of(ANNA))).text
    assert await ask(desk, person, basis="word") == 409
    assert await check(desk, person, "gruener Kuerbis!") == 303
    page = (await desk.get(here(person), headers=cookie_of(ANNA))).text
    assert "Das Wort passt." in page
    assert WORD.casefold() not in page.casefold()
    assert await ask(desk, person, basis="word") == 303
    await decide(desk, place)
    assert (await issue(desk, person)).status_code == 409, "that was the call before"
    await check(desk, person, WORD)
    assert (await issue(desk, person)).status_code == 200


async def test_a_word_that_the_new_code_does_not_rest_on_ends_with_the_old_one(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: Person
) -> None:
    """Whoever found the old code may have agreed on it."""
    await agree(browser, person)
    await place.settle()
    await ask(desk, person)
    await decide(desk, place)
    await issue(desk, person)
    assert await place.count("agreed_words") == 0
    assert await check(desk, person, WORD) == 409


async def test_a_question_that_a_later_one_replaced_is_not_offered(
    desk: httpx2.AsyncClient, place: Place, person: Person
) -> None:
    await ask(desk, person)
    await place.store["new_codes"].update_many({}, {"$set": {"asked_by": "carla"}})
    assert await ask(desk, person) == 303
    page = (await desk.get("/desk/tasks", headers=cookie_of(BERT))).text
    assert len(set(re.findall(r"/desk/new-codes/[0-9a-f-]+", page))) == 1


async def test_a_stranger_may_guess_three_times_a_day_and_each_try_is_recorded(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: Person
) -> None:
    await agree(browser, person)
    await place.settle()
    assert [await check(desk, person, f"geraten {n}") for n in range(3)] == [303] * 3
    assert await check(desk, person, WORD) == 409
    assert await place.count("caller_checks") == 3
    assert (await noted_in_audit(place)).count("caller-check") == 3
    assert "geraten" not in await place.everything()


async def test_a_voice_agrees_on_a_word_only_while_it_could_get_a_first_code(
    desk: httpx2.AsyncClient, place: Place, person: Person
) -> None:
    refused = await desk.post(f"{here(person)}/word", data={"word": WORD}, headers=cookie_of(ANNA))
    assert refused.status_code == 409
    assert await place.count("agreed_words") == 0


async def test_in_the_first_call_a_word_is_agreed_on_and_a_short_one_is_not(
    desk: httpx2.AsyncClient, place: Place
) -> None:
    said = {"text": TEXT, "reason": "counselling", "attempt": "an-attempt-of-one-page-1"}
    called = await desk.post("/desk/contacts", data=said, headers=cookie_of(ANNA))
    assert called.status_code == 201
    contact = await place.store["contacts"].find_one({})
    assert contact
    other = {"contact_id": str(contact["_id"])}
    assert await ask(desk, other) == 409
    for word, status in (("a b", 422), (WORD, 303)):
        form = {"word": word}
        answer = await desk.post(f"{here(other)}/word", data=form, headers=cookie_of(ANNA))
        assert answer.status_code == status
    assert await check(desk, other, WORD) == 303
    assert "am Telefon mit" in (await desk.get(here(other), headers=cookie_of(ANNA))).text


async def test_a_word_that_is_too_short_comes_back_to_the_person(
    browser: httpx2.AsyncClient, place: Place, person: Person
) -> None:
    refused = await agree(browser, person, "kurz")
    assert refused.status_code == 422
    assert 'value="kurz"' in refused.text
    assert await place.count("agreed_words") == 0


async def test_who_reports_for_another_reads_it_too(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient
) -> None:
    said = {"text": TEXT, "reason": "on_behalf", "safe_contact": NUMBER}
    reporter: Person = (await submit(browser, said)).json()
    await place.settle()
    found = await place.store["contacts"].find_one({})
    assert found
    reporter["contact_id"] = str(found["_id"])
    await take_over(place.desk, ContactId(reporter["contact_id"]), ANNA)
    await ask(desk, reporter)
    await decide(desk, place)
    code = read_out(await issue(desk, reporter))
    await enter(browser, code)
    assert re.search(r"Am [^<]+ wurde ein neuer Zugang ausgegeben", (await browser.get("/rueckmeldung")).text)
