"""What is typed at the desk is kept while it is typed: for who types it, until it is sent, discarded or a day old."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from services.intake.domain.draft import LASTS
from services.intake.domain.ids import CaseId
from services.intake.handlers.desk.erase import erase_case
from shared.contracts.vocabulary import CaseOutcome
from shared.text import LARGEST_BODY
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
SUE = a_counsellor("sue", "supervisor")
TEXT = "Vor der Tür lag ein Zettel."
PAGE = "the-same-attempt-of-a-page"
DRAFT = "the-place-of-one-draft-0001"
CALL: dict[str, Any] = {
    "attempt": PAGE,
    "draft": DRAFT,
    "text": TEXT,
    "reason": "counselling",
    "threat_kinds": ["threat"],
}
NOTE: dict[str, Any] = {"attempt": PAGE, "draft": DRAFT, "kind": "call", "direction": "from_person", "text": TEXT}
WHILE_TYPING = {"HX-Request": "true", "Lotse-Aside": "typing"}


async def test_a_call_is_kept_sealed_while_it_is_typed_and_found_again_with_all_that_was_chosen(
    desk: httpx2.AsyncClient, place: Place
) -> None:
    assert re.search(r"Entwurf gesichert um \d\d:\d\d Uhr", (await typing(desk, CALL)).text)
    assert TEXT not in await place.everything()
    (row,) = await rows(place)
    assert row["at"].minute == 0
    page = (await desk.get("/desk/contacts/new", headers=cookie_of(ANNA))).text
    assert TEXT not in page
    (there,) = drafts_on(page)
    assert TEXT not in there
    found = (await desk.get(there, headers=cookie_of(ANNA))).text
    assert TEXT in found
    assert re.search(r'value="threat" checked', found)
    assert re.search(rf'name="attempt" value="{PAGE}"', found)
    assert re.search(rf'name="draft" value="{DRAFT}"', found)


async def test_what_is_typed_later_takes_the_place_of_what_was_typed_before_on_the_same_page_alone(
    desk: httpx2.AsyncClient, place: Place
) -> None:
    await typing(desk, CALL)
    await typing(desk, CALL | {"text": f"{TEXT} Ohne Absender."})
    await typing(desk, CALL | {"draft": "the-place-of-one-draft-0002", "text": "Ein anderer Anruf."})
    page = (await desk.get("/desk/contacts/new", headers=cookie_of(ANNA))).text
    texts = [(await desk.get(there, headers=cookie_of(ANNA))).text for there in drafts_on(page)]
    assert sorted(("Ohne Absender." in each, "Ein anderer" in each) for each in texts) == [(False, True), (True, False)]


async def test_a_draft_is_there_for_who_typed_it_alone(desk: httpx2.AsyncClient, place: Place) -> None:
    await typing(desk, CALL)
    (row,) = await rows(place)
    for colleague in (BERT, SUE):
        page = await desk.get("/desk/contacts/new", headers=cookie_of(colleague))
        assert drafts_on(page.text) == []
        read = await desk.get("/desk/contacts/new", params={"draft": row["_id"]}, headers=cookie_of(colleague))
        gone = await desk.post(f"/desk/drafts/{row['_id']}/discard", data={}, headers=cookie_of(colleague))
        assert (read.status_code, gone.status_code) == (404, 404)
        assert TEXT not in read.text
    assert (await rows(place))[0]["box"]


async def test_a_call_that_was_sent_is_no_draft_any_more_and_what_comes_late_is_not_kept(
    desk: httpx2.AsyncClient, place: Place
) -> None:
    await typing(desk, CALL)
    assert (await desk.post("/desk/contacts", data=CALL, headers=cookie_of(ANNA))).status_code == 201
    late = await typing(desk, CALL)
    assert "gesichert" not in late.text
    assert [row["box"] for row in await rows(place)] == [None]
    assert drafts_on((await desk.get("/desk/contacts/new", headers=cookie_of(ANNA))).text) == []


async def test_a_call_that_was_sent_before_it_was_ever_kept_leaves_no_draft(
    desk: httpx2.AsyncClient, place: Place
) -> None:
    await desk.post("/desk/contacts", data=CALL, headers=cookie_of(ANNA))
    await typing(desk, CALL)
    assert [row["box"] for row in await rows(place)] == [None]


async def test_what_is_written_on_from_a_draft_is_the_same_call(desk: httpx2.AsyncClient, place: Place) -> None:
    """Sent, and the answer was lost: from the draft it is sent again."""
    await typing(desk, CALL)
    page = (await desk.get("/desk/contacts/new", headers=cookie_of(ANNA))).text
    (there,) = drafts_on(page)
    found = (await desk.get(there, headers=cookie_of(ANNA))).text
    again = {name: hidden(found, name) for name in ("attempt", "draft")}
    for _ in range(2):
        await desk.post("/desk/contacts", data=CALL | again, headers=cookie_of(ANNA))
    assert await place.count("contacts") == 1


async def test_a_note_is_kept_for_its_case_and_ends_when_it_is_in_the_record(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    await typing(desk, NOTE, to=f"/desk/drafts/notes/{person['contact_id']}")
    assert drafts_on((await desk.get("/desk/contacts/new", headers=cookie_of(ANNA))).text) == []
    page = (await desk.get(notes_of(person), headers=cookie_of(ANNA))).text
    (there,) = drafts_on(page)
    found = (await desk.get(there, headers=cookie_of(ANNA))).text
    assert (TEXT in found, 'value="from_person" checked' in found) == (True, True)
    for _ in range(2):
        sent = await desk.post(notes_of(person), data=NOTE, headers=cookie_of(ANNA))
        assert sent.status_code == 303
    assert await place.count("notes") == 1
    assert [row["box"] for row in await rows(place)] == [None]


async def test_the_same_note_from_another_place_of_its_draft_is_the_same_act(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    for draft in (DRAFT, "the-place-of-one-draft-0002"):
        await desk.post(notes_of(person), data=NOTE | {"draft": draft}, headers=cookie_of(ANNA))
    assert await place.count("notes") == 1


async def test_a_draft_goes_with_its_case(desk: httpx2.AsyncClient, place: Place, person: dict[str, str]) -> None:
    await typing(desk, NOTE, to=f"/desk/drafts/notes/{person['contact_id']}")
    await close_case(place.desk, CaseId(person["case_id"]), ANNA, CaseOutcome.RESOLVED)
    await erase_case(place.desk, SUE, CaseId(person["case_id"]))
    assert await rows(place) == []
    late = await typing(desk, NOTE, to=f"/desk/drafts/notes/{person['contact_id']}")
    assert late.status_code == 404
    assert await rows(place) == []


async def test_a_discarded_draft_is_gone_and_its_page_is_empty(desk: httpx2.AsyncClient, place: Place) -> None:
    await typing(desk, CALL)
    (row,) = await rows(place)
    for _ in range(2):
        gone = await desk.post(f"/desk/drafts/{row['_id']}/discard", data={"attempt": PAGE}, headers=cookie_of(ANNA))
        assert gone.headers["location"] == "/desk/contacts/new?erledigt=draft-discarded"
    assert [row["box"] for row in await rows(place)] == [None]
    read = await desk.get("/desk/contacts/new", params={"draft": row["_id"]}, headers=cookie_of(ANNA))
    assert read.status_code == 404


async def test_after_a_day_it_is_over_and_the_store_removes_it(desk: httpx2.AsyncClient, place: Place) -> None:
    await typing(desk, CALL)
    (row,) = await rows(place)
    assert row["erase_after"] - row["at"] <= LASTS + timedelta(hours=1)
    indexes = await place.store["drafts"].index_information()
    assert any(each.get("expireAfterSeconds") == 0 for each in indexes.values())
    await place.store["drafts"].update_one({}, {"$set": {"at": row["at"] - LASTS}})
    page = await desk.get("/desk/contacts/new", headers=cookie_of(ANNA))
    assert drafts_on(page.text) == []
    read = await desk.get("/desk/contacts/new", params={"draft": row["_id"]}, headers=cookie_of(ANNA))
    assert read.status_code == 404


async def test_fields_that_were_emptied_leave_nothing(desk: httpx2.AsyncClient, place: Place) -> None:
    await typing(desk, CALL)
    emptied = await typing(desk, CALL | {"text": ""})
    assert "gesichert" not in emptied.text
    assert await rows(place) == []


async def test_what_another_key_sealed_was_never_there(desk: httpx2.AsyncClient, place: Place) -> None:
    await typing(desk, CALL)
    (row,) = await rows(place)
    await typing(desk, CALL | {"draft": "the-place-of-one-draft-0002", "text": "Ein anderer Anruf."})
    other = await place.store["drafts"].find_one({"_id": {"$ne": row["_id"]}})
    assert other
    for box in (b"no box at all", other["box"]):
        await place.store["drafts"].update_one({"_id": row["_id"]}, {"$set": {"box": box}})
        read = await desk.get("/desk/contacts/new", params={"draft": row["_id"]}, headers=cookie_of(ANNA))
        assert read.status_code == 404


async def test_without_scripts_a_button_keeps_it_and_shows_the_form_again(
    desk: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    for where, form in (("/desk/drafts", CALL), (f"/desk/drafts/notes/{person['contact_id']}", NOTE)):
        kept = await desk.post(where, data=form, headers=cookie_of(ANNA))
        assert kept.status_code == 303
        assert TEXT not in kept.headers["location"]
        page = (await desk.get(kept.headers["location"], headers=cookie_of(ANNA))).text
        assert TEXT in page
        assert "Ihr Entwurf ist gesichert." in page
    nothing = await desk.post("/desk/drafts", data=CALL | {"text": ""}, headers=cookie_of(ANNA))
    assert nothing.headers["location"] == "/desk/contacts/new"


@pytest.mark.parametrize(
    "strange",
    [{"draft": "../x"}, {"draft": "x" * 5_000}, {"text": "ä" * 100_000}, {"unknown": "x"}, {"way_in": "nowhere"}],
    ids=["no place", "long place", "200 kB", "unknown field", "no way"],
)
async def test_what_could_not_be_sent_is_kept_as_well(desk: httpx2.AsyncClient, strange: dict[str, str]) -> None:
    kept = await typing(desk, CALL | strange)
    assert "Entwurf gesichert" in kept.text
    page = (await desk.get("/desk/contacts/new", headers=cookie_of(ANNA))).text
    (there,) = drafts_on(page)
    found = await desk.get(there, headers=cookie_of(ANNA))
    assert found.status_code == 200
    assert strange.get("text", TEXT) in found.text


async def test_what_is_beyond_every_form_is_refused_and_leaves_what_was_kept(
    desk: httpx2.AsyncClient, place: Place
) -> None:
    await typing(desk, CALL)
    before = await rows(place)
    refused = await typing(desk, CALL | {"text": "x" * (LARGEST_BODY + 1)})
    assert refused.status_code == 413
    assert await rows(place) == before


async def test_a_note_to_a_colleagues_case_keeps_nothing(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    where = f"/desk/drafts/notes/{person['contact_id']}"
    refused = await desk.post(where, data=NOTE, headers=WHILE_TYPING | cookie_of(BERT))
    assert refused.status_code == 404
    assert await rows(place) == []


async def test_who_is_signed_out_while_typing_is_led_nowhere_and_keeps_what_was_kept(
    desk: httpx2.AsyncClient, place: Place
) -> None:
    await typing(desk, CALL)
    page = (await desk.get("/desk/contacts/new", headers=cookie_of(ANNA))).text
    refused = await desk.post("/desk/drafts", data=CALL | {"text": "Später."}, headers=WHILE_TYPING)
    assert refused.status_code == 401
    assert not {"hx-redirect", "location", "set-cookie"} & set(refused.headers)
    (there,) = drafts_on(page)
    assert TEXT in (await desk.get(there, headers=cookie_of(ANNA))).text


async def typing(desk: httpx2.AsyncClient, form: Mapping[str, Any], *, to: str = "/desk/drafts") -> httpx2.Response:
    """As htmx sends the form after a pause."""
    return await desk.post(to, data=form, headers=WHILE_TYPING | cookie_of(ANNA))


async def rows(place: Place) -> list[dict[str, Any]]:
    return [row async for row in place.store["drafts"].find({})]


def drafts_on(page: str) -> list[str]:
    return re.findall(r'href="([^"]+\?draft=[^"]+)"', page)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found
    return found[1]


def notes_of(person: dict[str, str]) -> str:
    return f"/desk/contacts/{person['contact_id']}/notes"


INCIDENT: dict[str, Any] = {
    "attempt": PAGE,
    "draft": DRAFT,
    "first": "2026-01-05",
    "way": "phone",
    "offender": "unknown",
    "told_by": "others",
    "escalation": ["closer"],
    "text": TEXT,
}


@pytest.mark.parametrize(("form", "sheet"), [(NOTE, "notes"), (INCIDENT, "incidents")], ids=["note", "incident"])
@pytest.mark.parametrize("is_correction", [False, True], ids=["new", "corrected"])
async def test_each_form_of_a_case_is_kept_for_its_own_page_and_ends_when_it_is_sent(
    desk: httpx2.AsyncClient,
    place: Place,
    person: dict[str, str],
    form: dict[str, Any],
    sheet: str,
    is_correction: bool,
) -> None:
    pages = [f"/desk/contacts/{person['contact_id']}/{each}" for each in ("notes", "incidents")]
    first = [NOTE, {**INCIDENT, "text": "Früher."}]
    for path, each in zip(pages, first, strict=True):
        before = each | {"attempt": "a-page-of-its-own-000001", "draft": "a-place-of-its-own-000001"}
        assert (await desk.post(path, data=before, headers=cookie_of(ANNA))).status_code == 303
    (known,) = await place.store[sheet].find({}).to_list(None)
    place_of_form = f"{person['contact_id']}/{known['_id']}" if is_correction else person["contact_id"]
    page = f"/desk/contacts/{person['contact_id']}/{sheet}" + (f"/{known['_id']}" if is_correction else "")
    typed = form | {"text": "Heute Morgen lag ein Zettel da."}
    assert "gesichert" in (await typing(desk, typed, to=f"/desk/drafts/{sheet}/{place_of_form}")).text
    others = [each for each in (*pages, f"{pages[0]}/never", "/desk/contacts/new") if each != page]
    for other in others:
        assert drafts_on((await desk.get(other, headers=cookie_of(ANNA))).text) == []
    (there,) = drafts_on((await desk.get(page, headers=cookie_of(ANNA))).text)
    assert there.startswith(f"{page}?draft=")
    found = (await desk.get(there, headers=cookie_of(ANNA))).text
    assert typed["text"] in found
    sent = await desk.post(page, data=typed, headers=cookie_of(ANNA))
    assert sent.status_code == 303, sent.text
    assert {row["box"] for row in await rows(place)} == {None}
    late = await typing(desk, typed, to=f"/desk/drafts/{sheet}/{place_of_form}")
    assert "gesichert" not in late.text


async def test_nothing_is_kept_of_a_correction_of_what_is_not_there(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    for sheet, form in (("notes", NOTE), ("incidents", INCIDENT)):
        sent = await typing(desk, form, to=f"/desk/drafts/{sheet}/{person['contact_id']}/never-was")
        assert sent.status_code == 404
    assert await rows(place) == []


async def test_a_discarded_draft_leads_back_to_its_own_form(
    desk: httpx2.AsyncClient, place: Place, person: dict[str, str]
) -> None:
    await typing(desk, INCIDENT, to=f"/desk/drafts/incidents/{person['contact_id']}")
    (row,) = await rows(place)
    gone = await desk.post(f"/desk/drafts/{row['_id']}/discard", data={"attempt": PAGE}, headers=cookie_of(ANNA))
    assert gone.headers["location"].startswith(f"/desk/contacts/{person['contact_id']}/incidents?")
