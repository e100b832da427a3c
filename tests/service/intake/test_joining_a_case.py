"""Whoever has a case and calls, writes or comes again is written into it; and each contact has its own day."""

import re
from datetime import date, timedelta

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId
from services.intake.domain.own_data import IdentityCheck
from services.intake.handlers.desk.give_own_data import give_own_data
from services.intake.handlers.desk.take_over import take_over
from services.intake.pages.desk.call_form import CallForm
from shared.clock import berlin_day, now
from shared.contracts.vocabulary import CaseOutcome
from shared.web.pages import day as day_in_german
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, submit
from tests.harness.services.laid_out import laid_out
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
SUE = a_counsellor("sue", "supervisor")
NUMBER = "0151 0000000"
TEXT = "Sie rief an: Der Brief ist wieder da."
CALL = {"attempt": "the-same-attempt-of-a-page", "draft": "the-place-of-one-draft-0001", "text": TEXT}


@pytest.fixture
@laid_out
async def person(browser: httpx2.AsyncClient, place: Place) -> dict[str, str]:
    """Of whom Anna has a case with a number."""
    accepted: dict[str, str] = (await submit(browser, {"text": "Ich werde bedroht."})).json()
    await take_over(place.desk, ContactId(accepted["contact_id"]), ANNA)
    stored = await place.store["cases"].find_one({"_id": accepted["case_id"]})
    assert stored
    return accepted | {"number": stored["number"]}


async def test_a_case_is_found_by_its_number_while_the_call_is_written_and_nothing_typed_is_lost(
    desk: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    form = CALL | {"known": person["number"], "threat_kinds": "threat"}
    page = (await desk.post("/desk/contacts/find", data=form, headers=cookie_of(ANNA))).text
    assert TEXT in page
    assert re.search(r'value="threat" checked', page)
    assert f'value="{CALL["attempt"]}"' in page
    assert re.search(rf'name="join" value="{person["contact_id"]}"', page)
    assert f"In den Fall {person['number']}" in page


async def test_a_case_is_found_by_the_number_of_its_person(desk: httpx2.AsyncClient, place: Place) -> None:
    first = {"text": "Zuerst.", "reason": "counselling", "channel": "phone", "address": NUMBER, "way_in": "letter"}
    await desk.post("/desk/contacts", data=first, headers=cookie_of(ANNA))
    await place.settle()
    page = await desk.post("/desk/contacts/find", data=CALL | {"known": "+49 151 0000000"}, headers=cookie_of(ANNA))
    contact = await place.store["contacts"].find_one({})
    assert contact
    assert re.search(rf'name="join" value="{contact["_id"]}"', page.text)


@pytest.mark.parametrize(("known", "status", "says"), [
    ("", 422, "Bitte geben Sie"),
    ("L-00000", 200, "Dazu gibt es keinen Fall, den Sie sehen können."),
    ("x" * 5_000, 422, "Bitte geben Sie"),
])  # fmt: skip
async def test_what_finds_nothing_says_so_and_keeps_what_was_typed(
    desk: httpx2.AsyncClient, known: str, status: int, says: str
) -> None:
    page = await desk.post("/desk/contacts/find", data=CALL | {"known": known}, headers=cookie_of(ANNA))
    assert page.status_code == status
    assert says in page.text
    assert TEXT in page.text
    assert 'name="join"' not in page.text


@pytest.mark.parametrize(
    ("way", "kind"), [("phone", "call"), ("letter", "letter"), ("in_person", "in_person"), ("mail", "mail")]
)
async def test_what_joins_is_in_the_record_once_with_its_kind_and_its_day_and_no_second_case_begins(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str], way: str, kind: str
) -> None:
    day = (berlin_day(now()) - timedelta(days=9)).isoformat()
    form = CALL | {"way_in": way, "happened_on": day, "join": person["contact_id"], "known": person["number"]}
    for _ in range(2):
        sent = await desk.post("/desk/contacts", data=form, headers=cookie_of(ANNA))
        assert sent.headers["location"] == f"/desk/cases/{person['case_id']}/record?erledigt=joined"
    (note,) = await place.store["notes"].find({}).to_list(None)
    assert (note["kind"], note["direction"], note["happened_on"]) == (kind, "from_person", day)
    assert await place.count("contacts") == 1
    record = (await desk.get(sent.headers["location"], headers=cookie_of(ANNA))).text
    assert TEXT in record
    assert f"Vom {day_in_german(date.fromisoformat(day))} · aufgeschrieben" in record


async def test_a_case_that_waits_is_taken_over_by_who_spoke_with_the_person(
    desk: httpx2.AsyncClient, place: Place, browser: httpx2.AsyncClient
) -> None:
    waiting = (await submit(browser, {"text": "Ich warte."})).json()
    sent = await desk.post("/desk/contacts", data=CALL | {"join": waiting["contact_id"]}, headers=cookie_of(ANNA))
    assert sent.status_code == 303
    contact = await place.store["contacts"].find_one({"_id": waiting["contact_id"]})
    assert contact
    assert contact["counsellor"] == "anna"
    assert await place.count("notes") == 1


async def test_nobody_joins_a_closed_case_or_one_that_they_may_not_see(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    form = CALL | {"join": person["contact_id"], "known": person["number"]}
    foreign = await desk.post("/desk/contacts", data=form, headers=cookie_of(BERT))
    asked = await desk.post("/desk/contacts", data=form, headers=cookie_of(SUE))
    never = await desk.post("/desk/contacts", data=CALL | {"join": "never-was"}, headers=cookie_of(ANNA))
    assert (foreign.status_code, never.status_code) == (404, 404)
    assert TEXT in foreign.text
    assert "/desk/begruendung/" in asked.headers["location"]
    await close_case(place.desk, CaseId(person["case_id"]), ANNA, CaseOutcome.RESOLVED)
    notes = await place.count("notes")
    closed = await desk.post("/desk/contacts", data=form, headers=cookie_of(ANNA))
    assert closed.status_code == 409
    assert TEXT in closed.text
    assert re.search(rf'name="join" value="{person["contact_id"]}" checked', closed.text.replace("\n", " "))
    assert await place.count("notes") == notes
    assert await place.count("contacts") == 1


@pytest.mark.parametrize(("changed", "field"), [
    ({"join": "undecided"}, "join"),
    ({"join": "apart"}, "alone"),
    ({"join": "apart", "alone": "because"}, "alone"),
    ({"join": "mine", "text": "x" * 10_001}, "text"),
    ({"join": "mine", "happened_on": "2099-01-01"}, "happened_on"),
    ({"happened_on": "2099-01-01"}, "happened_on"),
    ({"happened_on": "1999-12-31"}, "happened_on"),
    ({"happened_on": "gestern"}, "happened_on"),
], ids=["undecided", "no reason", "no such", "long", "future", "future alone", "early", "no day"])  # fmt: skip
async def test_what_does_not_go_together_is_said_at_its_field_and_nothing_is_kept(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str], changed: dict[str, str], field: str
) -> None:
    form = CALL | {"known": person["number"]} | changed
    form |= {"join": person["contact_id"]} if changed.get("join") == "mine" else {}
    refused = await desk.post("/desk/contacts", data=form, headers=cookie_of(ANNA))
    assert (refused.status_code, f'href="#f-{field}"' in refused.text) == (422, True)
    assert form["text"] in refused.text
    assert await place.count("contacts") == 1
    assert await place.count("notes") == 0


WAY = {"channel": "phone", "address": NUMBER, "weekdays": ["mon"], "earliest": "18:00", "latest": "20:00"}
WAY |= {"words": "Buchhandlung", "who_answers": "nur sie", "voicemail": "false", "deadline_reminders": "true"}
PICTURE = {"urgency": "immediate", "land": "SN", "threat_kinds": ["threat"], "languages": ["en"], "no_police": "true"}
PICTURE |= {"reported_to_police": "no"}
COUNTED = {"reason": "counselling", "via": "search"}
"""Of a new concern alone: the page says so."""
UNTOUCHED = {"channel": "none", "urgency": "unknown", "land": "unknown", "reason": "unknown", "via": "unknown"}
UNTOUCHED |= {"reported_to_police": "unknown", "voicemail": "", "address": "", "words": " ", "tenure": "unknown"}


async def test_what_the_case_would_not_get_is_refused_at_every_field_at_once_and_nothing_typed_is_lost(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    form = CALL | WAY | PICTURE | COUNTED | {"known": person["number"], "join": person["contact_id"]}
    form |= {"happened_on": "2099-01-01"}
    before = await place.store["cases"].find_one({})
    await desk.post("/desk/drafts", data=form, headers=cookie_of(ANNA))
    refused = await desk.post("/desk/contacts", data=form, headers=cookie_of(ANNA))
    assert refused.status_code == 422
    said = set(re.findall(r'href="#f-([a-z_]+)"', refused.text))
    assert said == {*WAY, *PICTURE, "happened_on"}
    for kept in (
        TEXT,
        NUMBER,
        "Buchhandlung",
        "nur sie",
        'value="18:00"',
        'value="20:00"',
        'value="immediate" checked',
    ):
        assert kept in refused.text.replace("\n", " ")
    assert await place.count("notes") == 0
    assert await place.store["cases"].find_one({}) == before
    assert [bool(row["box"]) async for row in place.store["drafts"].find({})] == [True]


@pytest.mark.parametrize("field", [*WAY, *PICTURE])
async def test_each_of_them_alone_is_refused(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str], field: str
) -> None:
    form = CALL | UNTOUCHED | {"join": person["contact_id"], field: (WAY | PICTURE)[field]}
    refused = await desk.post("/desk/contacts", data=form, headers=cookie_of(ANNA))
    assert (refused.status_code, f'href="#f-{field}"' in refused.text) == (422, True)
    assert await place.count("notes") == 0


async def test_a_way_without_a_channel_is_said_to_belong_to_the_case(
    desk: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    form = CALL | {"join": person["contact_id"], "words": "Buchhandlung"}
    refused = (await desk.post("/desk/contacts", data=form, headers=cookie_of(ANNA))).text
    assert "Den Kontaktweg ändern Sie im Fall." in refused
    assert "Wählen Sie oben einen Weg" not in refused


async def test_what_nobody_touched_and_what_is_only_counted_keeps_nothing_from_joining(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    form = CALL | UNTOUCHED | COUNTED | {"join": person["contact_id"]}
    assert (await desk.post("/desk/contacts", data=form, headers=cookie_of(ANNA))).status_code == 303
    assert await place.count("notes") == 1


async def test_what_stays_apart_says_why_and_when_it_was(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    day = (berlin_day(now()) - timedelta(days=3)).isoformat()
    form = CALL | {"way_in": "letter", "happened_on": day, "known": person["number"], "join": "apart"}
    sent = await desk.post("/desk/contacts", data=form | {"alone": "another_matter"}, headers=cookie_of(ANNA))
    assert sent.status_code == 303
    contact = await place.store["contacts"].find_one({"_id": {"$ne": person["contact_id"]}})
    assert contact
    assert (contact["alone"], contact["happened_on"]) == ("another_matter", day)
    page = (await desk.get(f"/desk/cases/{contact['case_id']}", headers=cookie_of(ANNA))).text
    assert f"vom {day_in_german(date.fromisoformat(day))}" in page
    assert "dieselbe Person, aber eine andere Sache" in page
    own = await give_own_data(place.desk, ContactId(contact["_id"]), ANNA, IdentityCheck.IN_PERSON)
    assert own.happened_on == date.fromisoformat(day)


async def test_notes_stand_in_the_order_of_their_days(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    where = f"/desk/contacts/{person['contact_id']}/notes"
    for text, ago in (("Das war gestern.", 1), ("Das war vor einer Woche.", 7), ("Das ist heute.", 0)):
        day = (berlin_day(now()) - timedelta(days=ago)).isoformat() if ago else ""
        form = {"kind": "letter", "direction": "from_person", "text": text, "happened_on": day}
        assert (await desk.post(where, data=form, headers=cookie_of(ANNA))).status_code == 303
    record = (await desk.get(f"/desk/cases/{person['case_id']}/record", headers=cookie_of(ANNA))).text
    places = [record.index(each) for each in ("Das war vor einer Woche.", "Das war gestern.", "Das ist heute.")]
    assert places == sorted(places)
    future = {"kind": "note", "text": "Morgen.", "happened_on": (berlin_day(now()) + timedelta(days=1)).isoformat()}
    refused = await desk.post(where, data=future, headers=cookie_of(ANNA))
    assert (refused.status_code, 'href="#f-happened_on"' in refused.text, "Morgen." in refused.text) == (
        422,
        True,
        True,
    )
    own = await give_own_data(place.desk, ContactId(person["contact_id"]), ANNA, IdentityCheck.IN_PERSON)
    assert [each.text for each in own.notes] == ["Das war vor einer Woche.", "Das war gestern.", "Das ist heute."]


async def test_a_draft_that_had_found_a_case_has_the_choice_again_and_ends_when_it_joins(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    form = CALL | {"known": person["number"], "join": person["contact_id"]}
    kept = await desk.post("/desk/drafts", data=form, headers=cookie_of(ANNA))
    page = (await desk.get(kept.headers["location"], headers=cookie_of(ANNA))).text
    assert re.search(rf'value="{person["contact_id"]}" checked', page)
    await desk.post("/desk/contacts", data=form, headers=cookie_of(ANNA))
    assert [row["box"] async for row in place.store["drafts"].find({})] == [None]


async def test_who_presses_enter_in_the_search_field_looks_for_the_case(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    """The first button of the form saves: it is what Enter presses where no script runs."""
    blank = (await desk.get("/desk/contacts/new", headers=cookie_of(ANNA))).text
    first = re.search(r"<button[^>]*>", blank[blank.index('action="/desk/contacts"') :])
    assert first
    assert "formaction" not in first[0]
    pressed = CALL | {"text": "", "known": person["number"]}
    page = await desk.post("/desk/contacts", data=pressed, headers=cookie_of(ANNA))
    assert f"In den Fall {person['number']}" in page.text
    assert (page.status_code, CallForm.REFUSAL in page.text, 'href="#f-text"' in page.text) == (422, True, True), (
        "whoever pressed the button below reads that nothing is taken"
    )
    nobody = await desk.post("/desk/contacts", data=pressed | {"known": "L-00000"}, headers=cookie_of(ANNA))
    assert (nobody.status_code, "Dazu gibt es keinen Fall" in nobody.text, CallForm.REFUSAL in nobody.text) == (
        422,
        True,
        True,
    )
    assert await place.count("contacts") == 1


async def test_a_case_that_was_named_and_not_looked_for_is_asked_about_before_another_one_begins(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    named = CALL | {"known": person["number"]}
    asked = await desk.post("/desk/contacts", data=named, headers=cookie_of(ANNA))
    assert (asked.status_code, 'href="#f-join"' in asked.text) == (422, True)
    assert TEXT in asked.text
    assert await place.count("contacts") == 1
    unknown = await desk.post("/desk/contacts", data=CALL | {"known": "L-00000"}, headers=cookie_of(ANNA))
    assert unknown.status_code in (201, 303)
    assert await place.count("contacts") == 2


async def test_the_same_page_sent_again_is_the_same_call_although_its_own_case_is_found_now(
    desk: httpx2.AsyncClient, place: Place
) -> None:
    form = CALL | {"known": NUMBER, "channel": "phone", "address": NUMBER}
    for _ in range(2):
        sent = await desk.post("/desk/contacts", data=form, headers=cookie_of(ANNA))
        assert sent.status_code == 201
        await place.settle()
    assert await place.count("contacts") == 1
