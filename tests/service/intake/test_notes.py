"""Notes and further contacts of a case: sealed, append-only, for the desk alone, and done with what they end."""

import asyncio
import re
from datetime import timedelta

import httpx2
import pytest

from services.intake.domain import note
from services.intake.domain.ids import CaseId, ContactId, ThreadId
from services.intake.domain.note import LONGEST, Direction, NoteKind
from services.intake.domain.own_data import IdentityCheck
from services.intake.domain.task import TaskKind
from services.intake.domain.unanswered import Unanswered
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.finish_task import finish_task
from services.intake.handlers.desk.give import give
from services.intake.handlers.desk.give_own_data import give_own_data
from services.intake.handlers.desk.list_tasks import list_tasks
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.write_note import Written, write_note
from services.intake.handlers.follow_tasks import Concerned, make_task
from shared.bus import Transaction
from shared.clock import now
from shared.contracts.vocabulary import CaseOutcome
from shared.errors import Conflict, NotFound
from shared.web import Staff
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, submit
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
SUE = a_counsellor("sue", "supervisor")
TEXT = "Am Telefon fragte sie nach der Bürgerberatung."
CALL = {"kind": "call", "direction": "from_person", "text": TEXT}
NOTE = {"kind": "note", "text": TEXT}


async def test_it_is_sealed_and_noted_and_stands_in_the_record_with_who_wrote_it(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    assert (await written(desk, person, CALL)).headers["location"].startswith(record_of(person))
    stored = await place.store["notes"].find_one({})
    assert stored
    assert TEXT not in str(stored)
    assert stored["at"].minute == 0
    assert "noted" in [entry["what"] async for entry in place.store["audit"].find({})]
    record = await record_page(desk, person)
    assert TEXT in record
    assert record.index("Anruf 1</strong> · Von der Person") < record.index("<bdi>anna</bdi>", record.index("Anruf 1"))


async def test_the_person_is_never_shown_it(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    await browser.post("/rueckmeldung", data={"code": person["receipt_code"]})
    before = (await browser.get("/rueckmeldung")).text
    for said in (CALL, NOTE, {**CALL, "kind": "letter"}):
        await written(desk, person, said)
    await place.show_what_is_stored()
    after = (await browser.get("/rueckmeldung")).text
    assert TEXT not in after
    assert after.count("<li") == before.count("<li")


async def test_nothing_of_it_is_on_the_bus(desk: httpx2.AsyncClient, place: Place, person: dict[str, str]) -> None:
    before = await place.types()
    await written(desk, person, CALL)
    assert await place.types() == before


async def test_notes_stand_in_the_order_in_which_they_were_written(
    desk: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    for text in ("Zuerst das.", "Danach das.", "Zuletzt das."):
        await written(desk, person, NOTE | {"text": text})
    record = await record_page(desk, person)
    assert record.index("Zuerst das.") < record.index("Danach das.") < record.index("Zuletzt das.")


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        (NOTE | {"text": "x" * 200_000}, "text", "höchstens 10.000"),
        (NOTE | {"text": " "}, "text", "worum es ging"),
        (CALL | {"direction": ""}, "direction", "wer sich an wen gewandt hat"),
        (NOTE | {"direction": "from_person"}, "direction", "Eine Notiz ist intern"),
        (CALL | {"kind": "fax"}, "kind", "was es war"),
    ],
    ids=["200 kB", "empty", "no direction", "a note from her", "unknown kind"],
)
async def test_what_cannot_be_taken_is_refused_at_its_field_and_what_was_typed_stays(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str], form: dict[str, str], field: str, said: str
) -> None:
    refused = await written(desk, person, form)
    assert refused.status_code == 422
    assert said in refused.text
    assert f'href="#f-{field}"' in refused.text
    assert form["text"].strip() in refused.text
    assert await place.count("notes") == 0


async def test_the_longest_text_is_taken(desk: httpx2.AsyncClient, place: Place, person: dict[str, str]) -> None:
    assert (await written(desk, person, NOTE | {"text": "😀" * LONGEST})).status_code == 303
    assert "😀" * LONGEST in await record_page(desk, person)


async def test_a_correction_names_the_note_before_and_both_stay(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    await written(desk, person, NOTE | {"text": "Sie heißt Petra."})
    first = await only(place)
    assert "Sie heißt Petra." in (await desk.get(f"{notes_of(person)}/{first}", headers=cookie_of(ANNA))).text
    kept = await place.store["notes"].find_one({"_id": first})
    assert (await corrected(desk, person, first, "Sie heißt Paula.")).status_code == 303
    assert await place.store["notes"].find_one({"_id": first}) == kept
    record = await record_page(desk, person)
    assert "Sie heißt Petra." in record
    assert record.index("berichtigt <a") < record.index("Sie heißt Paula.")
    late = await corrected(desk, person, first, "Sie heißt Pia.")
    assert (late.status_code, "schon berichtigt" in late.text, "Sie heißt Pia." in late.text) == (409, True, True)


async def test_two_who_correct_the_same_note_at_once_leave_one_correction(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    await written(desk, person, NOTE)
    first = await only(place)
    both = await asyncio.gather(*(corrected(desk, person, first, text) for text in ("So.", "Oder so.")))
    assert sorted(each.status_code for each in both) == [303, 409]
    assert await place.count("notes") == 2


async def test_a_note_of_another_case_is_not_corrected_here(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    other = (await submit(browser, {"text": "Etwas anderes."})).json()
    await take_over(place.desk, ContactId(other["contact_id"]), ANNA)
    await written(desk, other, NOTE)
    note_id = await only(place)
    assert (await desk.get(f"{notes_of(person)}/{note_id}", headers=cookie_of(ANNA))).status_code == 404
    assert (await corrected(desk, person, note_id, "Falscher Fall.")).status_code == 404


async def test_sent_twice_it_stands_once(desk: httpx2.AsyncClient, place: Place, person: dict[str, str]) -> None:
    for _ in range(2):
        await written(desk, person, NOTE | {"attempt": "the-same-attempt-of-a-page"})
    assert await place.count("notes") == 1


async def test_only_who_is_responsible_writes_and_a_given_case_keeps_what_was_typed(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    await give(place.desk, ContactId(person["contact_id"]), ANNA, None)
    early = await written(desk, person, NOTE)
    assert (early.status_code, TEXT in early.text) == (409, True)
    await take_over(place.desk, ContactId(person["contact_id"]), BERT)
    refused = await written(desk, person, NOTE)
    assert (refused.status_code, TEXT in refused.text) == (404, True)
    opened = SUE.opening(person["case_id"], now(), "quality")
    assert "/desk/begruendung/" in (await written(desk, person, NOTE, SUE)).headers["location"]
    late = await written(desk, person, NOTE, opened)
    assert (late.status_code, "übernehmen Sie das Anliegen" in late.text, TEXT in late.text) == (409, True, True)
    assert await place.count("notes") == 0


async def test_a_closed_case_takes_no_note_and_shows_those_it_has(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    await written(desk, person, NOTE)
    await close_case(place.desk, CaseId(person["case_id"]), ANNA, CaseOutcome.RESOLVED)
    late = await written(desk, person, NOTE | {"text": "Noch etwas."})
    assert (late.status_code, "Noch etwas." in late.text) == (409, True)
    record = await record_page(desk, person)
    assert TEXT in record
    assert "/notes" not in record


async def test_it_is_erased_with_the_case(desk: httpx2.AsyncClient, place: Place, person: dict[str, str]) -> None:
    await written(desk, person, NOTE)
    await close_case(place.desk, CaseId(person["case_id"]), ANNA, CaseOutcome.RESOLVED)
    await erase_case(place.desk, SUE, CaseId(person["case_id"]))
    assert await place.count("notes") == 0
    with pytest.raises(NotFound):
        await write_note(place.desk, ContactId(person["contact_id"]), ANNA, a_call())


async def test_a_talk_ends_what_asked_for_it_and_leaves_what_is_promised_for_later(
    place: Place, person: dict[str, str]
) -> None:
    thread = ThreadId(person["case_id"])

    async def owe(tx: Transaction) -> None:
        for kind in (TaskKind.CALL, TaskKind.NOT_REACHED, TaskKind.WROTE, TaskKind.EVIDENCE):
            await make_task(tx, kind, Concerned(thread, thread))
        await make_task(tx, TaskKind.CALL_BACK, Concerned(thread, "due"), at=now() - timedelta(minutes=5))
        await make_task(tx, TaskKind.CALL_BACK, Concerned(thread, "later"), at=now() + timedelta(days=2))

    await place.unit_of_work(owe)
    internal = Written(NoteKind.CALL, Direction.INTERNAL, TEXT)
    before = await tasks_of(place, ANNA)
    await write_note(place.desk, ContactId(person["contact_id"]), ANNA, internal)
    assert await tasks_of(place, ANNA) == before
    await write_note(place.desk, ContactId(person["contact_id"]), ANNA, a_call())
    assert await tasks_of(place, ANNA) == ["call_back", "evidence"]


async def test_a_letter_of_hers_waits_for_an_answer_and_new_words_of_its_note_do_not(
    place: Place, desk: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    await write_note(place.desk, ContactId(person["contact_id"]), ANNA, a_call())
    assert await tasks_of(place, ANNA) == []
    letter = {"kind": "letter", "direction": "from_person", "text": TEXT}
    await written(desk, person, letter)
    assert await tasks_of(place, ANNA) == ["wrote"]
    (task,) = (await list_tasks(place.desk, ANNA, "mine")).rows
    await finish_task(place.desk, task.task.id, ANNA, unanswered=Unanswered.TOLD)
    newest = await place.store["notes"].find_one({"number": 2})
    assert newest
    await desk.post(f"{notes_of(person)}/{newest['_id']}", data=letter | {"text": "Anders."}, headers=cookie_of(ANNA))
    assert await tasks_of(place, ANNA) == []
    assert await place.count("notes") == 4  # one of them says why there was no answer


@pytest.mark.parametrize(
    ("answered", "again"), [(False, ["first_answer"]), (True, ["call"])], ids=["nothing written", "written"]
)
async def test_what_a_talk_ended_that_was_none_is_owed_again(
    place: Place, desk: httpx2.AsyncClient, person: dict[str, str], answered: bool, again: list[str]
) -> None:
    assert await tasks_of(place, ANNA) == ["first_answer"]
    if answered:
        await answer(place.desk, ContactId(person["contact_id"]), ANNA, "Wir sind da.")
        thread = ThreadId(person["case_id"])
        await place.unit_of_work(lambda tx: make_task(tx, TaskKind.NOT_REACHED, Concerned(thread, thread)))
    await write_note(place.desk, ContactId(person["contact_id"]), ANNA, a_call())
    assert await tasks_of(place, ANNA) == []
    await corrected(desk, person, await only(place), TEXT)
    assert await tasks_of(place, ANNA) == again


async def test_what_ended_nothing_owes_nothing_when_it_is_corrected(
    place: Place, desk: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    (task,) = (await list_tasks(place.desk, ANNA, "mine")).rows
    await finish_task(place.desk, task.task.id, ANNA, unanswered=Unanswered.TOLD)
    await write_note(place.desk, ContactId(person["contact_id"]), ANNA, a_call())
    talk = await place.store["notes"].find_one({"kind": "call"})
    assert talk
    await corrected(desk, person, talk["_id"], TEXT)
    assert await tasks_of(place, ANNA) == []


async def test_a_talk_that_is_noted_late_ends_only_what_was_there_when_it_was(
    place: Place, desk: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    thread, early, late = ThreadId(person["case_id"]), now() - timedelta(days=4), now() - timedelta(days=2)
    await written(desk, person, NOTE)
    first = await only(place)
    await place.store["notes"].update_one({"_id": first}, {"$set": {"at": early}})
    await place.store["tasks"].update_many({}, {"$set": {"since": early}})

    async def owe(tx: Transaction) -> None:
        await make_task(tx, TaskKind.NOT_REACHED, Concerned(thread, thread))
        await make_task(tx, TaskKind.CALL_BACK, Concerned(thread, "later"), at=late)

    await place.unit_of_work(owe)
    await corrected(desk, person, first, "Andere Worte.")
    second = await place.store["notes"].find_one({"corrects": first})
    assert second
    await desk.post(f"{notes_of(person)}/{second['_id']}", data=CALL, headers=cookie_of(ANNA))
    assert await tasks_of(place, ANNA) == ["call_back", "not_reached"]


async def test_many_notes_are_read_page_by_page_and_all_of_them_are_counted(
    place: Place, desk: httpx2.AsyncClient, person: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note, "MOST_SHOWN", 2)
    for text in ("Zuerst das.", "Danach das.", "Zuletzt das."):
        await written(desk, person, NOTE | {"text": text})
    await corrected(desk, person, await only(place), "Nun richtig.")
    newest = await record_page(desk, person)
    assert ("Von 4 Notizen stehen hier 2." in newest, "Zuletzt das." in newest, "Danach das." in newest) == (
        *(True, True),
        False,
    )
    assert 'berichtigt <a href="#notiz-1"' in newest
    (older,) = re.findall(r'href="([^"]*before=[^"]*)#notizen"', newest)
    page = (await desk.get(older, headers=cookie_of(ANNA))).text
    assert ("Zuerst das." in page, "Danach das." in page, "Zuletzt das." in page) == (True, True, False)
    assert 'jetzt gilt <a href="#notiz-4"' in page
    assert "before=" not in page
    case = (await desk.get(f"/desk/cases/{person['case_id']}", headers=cookie_of(ANNA))).text
    assert "4 Notizen" in case
    export = await give_own_data(place.desk, ContactId(person["contact_id"]), ANNA, IdentityCheck.IN_PERSON)
    assert len(export.internal_notes) == 4


@pytest.mark.parametrize("before", ["0", "x", "9" * 30, "-1", "٣"], ids=["zero", "word", "huge", "negative", "digit"])
async def test_any_address_of_the_record_is_answered(
    desk: httpx2.AsyncClient, person: dict[str, str], before: str
) -> None:
    await written(desk, person, NOTE)
    page = await desk.get(record_of(person), params={"before": before}, headers=cookie_of(ANNA))
    assert page.status_code == 200


async def test_a_closed_case_refuses_at_the_handler_too(place: Place, person: dict[str, str]) -> None:
    await close_case(place.desk, CaseId(person["case_id"]), ANNA, CaseOutcome.RESOLVED)
    with pytest.raises(Conflict):
        await write_note(place.desk, ContactId(person["contact_id"]), ANNA, a_call())


def a_call() -> Written:
    return Written(NoteKind.CALL, Direction.FROM_PERSON, TEXT)


def notes_of(person: dict[str, str]) -> str:
    return f"/desk/contacts/{person['contact_id']}/notes"


def record_of(person: dict[str, str]) -> str:
    return f"/desk/cases/{person['case_id']}/record"


async def record_page(desk: httpx2.AsyncClient, person: dict[str, str]) -> str:
    return (await desk.get(record_of(person), headers=cookie_of(ANNA))).text


async def written(
    desk: httpx2.AsyncClient, person: dict[str, str], form: dict[str, str], me: Staff = ANNA
) -> httpx2.Response:
    return await desk.post(notes_of(person), data=form, headers=cookie_of(me))


async def corrected(desk: httpx2.AsyncClient, person: dict[str, str], note_id: str, text: str) -> httpx2.Response:
    form = NOTE | {"direction": "internal", "text": text}
    return await desk.post(f"{notes_of(person)}/{note_id}", data=form, headers=cookie_of(ANNA))


async def only(place: Place) -> str:
    found = await place.store["notes"].find_one({})
    assert found
    return str(found["_id"])


async def tasks_of(place: Place, me: Staff) -> list[str]:
    return sorted(row.task.kind for row in (await list_tasks(place.desk, me, "mine")).rows)
