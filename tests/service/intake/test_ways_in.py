"""What comes in by hand: by telephone, on paper, in person; and calls in which nobody said anything."""

import re

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId, ThreadId
from services.intake.domain.new_code import Basis
from services.intake.handlers.desk.list_tasks import list_tasks
from services.intake.handlers.desk.new_code import ground_of
from services.intake.handlers.desk.reopen import reopen
from shared.contracts.vocabulary import CaseOutcome
from tests.harness.services.closing import close_case
from tests.harness.services.intake import Place, a_counsellor, said_by_form
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
TOLD = {"text": "Vor der Tür lag ein Zettel.", "reason": "counselling"}
PHONE = {"channel": "phone", "address": "030 555 01 77"}
PAGE = "the-same-attempt-of-a-page"
LIMITS = "müssen wir das anzeigen (§ 138 StGB)"


async def test_the_page_has_the_safe_contact_first_and_the_limits_that_the_public_form_has(
    desk: httpx2.AsyncClient, browser: httpx2.AsyncClient
) -> None:
    page = (await desk.get("/desk/contacts/new", headers=cookie_of(ANNA))).text
    assert page.index("Sicherer Kontaktweg") < page.index("Was die Person erzählt")
    public = (await browser.get("/anliegen")).text
    lists = [re.search(rf"<ul>(?:(?!<ul>).)*{re.escape(LIMITS)}.*?</ul>", each, re.DOTALL) for each in (page, public)]
    assert lists[0]
    assert lists[1]
    assert lists[0].group() == lists[1].group()


@pytest.mark.parametrize(("way", "tasks"), [("phone", []), ("in_person", []), ("letter", ["first_answer"])])
async def test_who_is_there_gets_a_code_and_a_letter_waits_for_its_answer(
    desk: httpx2.AsyncClient, place: Place, way: str, tasks: list[str]
) -> None:
    taken = await desk.post("/desk/contacts", data=TOLD | {"way_in": way}, headers=cookie_of(ANNA))
    talks = way != "letter"
    assert taken.status_code == (201 if talks else 303)
    assert ('id="one-time-code"' in taken.text) is talks
    contact = await place.store["contacts"].find_one({})
    assert contact
    assert (contact["channel"], contact["counsellor"]) == (way, "anna")
    assert [row.task.kind for row in (await list_tasks(place.desk, ANNA, "mine")).rows] == tasks


async def test_no_other_way_comes_in_by_hand(desk: httpx2.AsyncClient, place: Place) -> None:
    refused = await desk.post("/desk/contacts", data=TOLD | {"way_in": "portal"}, headers=cookie_of(ANNA))
    assert (refused.status_code, 'href="#f-way_in"' in refused.text, TOLD["text"] in refused.text) == (422, True, True)
    assert await place.count("contacts") == 0


@pytest.mark.parametrize("reason", ["silent", "abusive"])
async def test_a_call_without_words_is_counted_and_closed(desk: httpx2.AsyncClient, place: Place, reason: str) -> None:
    form = {"nobody_spoke": reason, "attempt": "the-same-attempt-of-a-page"}
    for _ in range(2):
        assert (await desk.post("/desk/contacts/silent", data=form, headers=cookie_of(ANNA))).status_code == 303
    (contact,) = await place.store["contacts"].find({}).to_list(None)
    assert (contact["reason"], contact["channel"], contact["state"]) == (reason, "phone", "closed")
    assert await place.count("messages") == 0
    assert await place.types() == ["contact.recorded", "contact.assigned", "contact.closed"]
    assert not (await list_tasks(place.desk, ANNA, "mine")).rows
    await place.settle()
    page = await desk.get(f"/desk/contacts/{contact['_id']}", headers=cookie_of(ANNA))
    assert page.status_code == 200


async def test_a_call_without_words_can_become_a_case(desk: httpx2.AsyncClient, place: Place) -> None:
    await desk.post("/desk/contacts/silent", data={"nobody_spoke": "silent"}, headers=cookie_of(ANNA))
    (contact,) = await place.store["contacts"].find({}).to_list(None)
    await reopen(place.desk, ContactId(contact["_id"]), ANNA)
    made = await desk.post(f"/desk/contacts/{contact['_id']}/case", headers=cookie_of(ANNA))
    assert made.status_code == 303
    case_page = await desk.get(f"/desk/cases/{CaseId(contact['_id'])}", headers=cookie_of(ANNA))
    assert case_page.status_code == 200


async def test_silence_is_no_counselling(desk: httpx2.AsyncClient, place: Place) -> None:
    refused = await desk.post("/desk/contacts/silent", data={"nobody_spoke": "counselling"}, headers=cookie_of(ANNA))
    assert refused.status_code == 422
    assert await place.count("contacts") == 0


@pytest.mark.parametrize(("way", "is_read"), [("letter", False), ("mail", False), ("in_person", True)])
async def test_what_was_copied_proves_nobody_and_is_for_the_desk_alone(
    desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, place: Place, way: str, is_read: bool
) -> None:
    await taken(desk, PHONE | {"way_in": way})
    contact = await only(place)
    assert (TOLD["text"] in await follow_page(desk, browser, contact["_id"])) is is_read
    assert TOLD["text"] in (await desk.get(f"/desk/cases/{contact['case_id']}", headers=cookie_of(ANNA))).text


@pytest.mark.parametrize(("way", "is_hers"), [("letter", False), ("mail", False), ("phone", True)])
async def test_a_way_that_was_copied_is_no_ground_for_a_new_code(
    desk: httpx2.AsyncClient, place: Place, way: str, is_hers: bool
) -> None:
    await taken(desk, PHONE | {"way_in": way})
    thread = ThreadId((await only(place))["case_id"])
    key = await place.desk.key(thread)
    ground = await place.unit_of_work(lambda tx: ground_of(tx, thread, key, ANNA, Basis.SAFE_CONTACT))
    assert (ground is not None) is is_hers


async def test_what_the_form_of_a_letter_adds_is_for_the_desk_alone_too(
    desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, place: Place
) -> None:
    await taken(desk, {"way_in": "letter", "attempt": PAGE})
    again = await taken(desk, PHONE | {"way_in": "letter", "attempt": PAGE, "text": "Auf der Rückseite steht mehr."})
    assert again.headers["location"].endswith("erledigt=recorded-before")
    onwards = await desk.get(again.headers["location"], headers=cookie_of(ANNA))
    assert "Das war schon erfasst." in (await desk.get(onwards.headers["location"], headers=cookie_of(ANNA))).text
    assert "Auf der Rückseite" not in await follow_page(desk, browser, (await only(place))["_id"])
    (entry,) = await place.store["safe_contacts"].find({}).to_list(None)
    assert entry["stated_for"]["by"] == "anna"


async def test_a_call_changes_its_own_way_once(desk: httpx2.AsyncClient, place: Place) -> None:
    await taken(desk, PHONE | {"attempt": PAGE})
    for _ in range(2):
        assert (await taken(desk, PHONE | {"attempt": PAGE, "address": "030 555 01 78"})).status_code == 201
    refused = await taken(desk, PHONE | {"attempt": PAGE, "address": "030 555 01 79"})
    assert (refused.status_code, "Für die Person ändern" in refused.text, "01 79" in refused.text) == (409, True, True)
    assert await place.count("safe_contacts") == 2


async def test_a_call_changes_no_way_of_a_person_who_has_her_own_code(
    desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, place: Place
) -> None:
    await taken(desk, PHONE | {"attempt": PAGE})
    await follow_page(desk, browser, (await only(place))["_id"])
    refused = await taken(desk, PHONE | {"attempt": PAGE, "address": "030 555 01 78"})
    assert refused.status_code == 409
    assert await place.count("safe_contacts") == 1


async def test_nothing_is_added_to_a_call_that_is_closed(desk: httpx2.AsyncClient, place: Place) -> None:
    await taken(desk, {"attempt": PAGE})
    await close_case(place.desk, CaseId((await only(place))["case_id"]), ANNA, CaseOutcome.RESOLVED)
    refused = await taken(desk, {"attempt": PAGE, "text": "Noch etwas."})
    assert (refused.status_code, "Noch etwas." in refused.text) == (409, True)
    assert await place.count("messages") == 1


@pytest.mark.parametrize("typed", [{"text": "Jemand weint."}, PHONE], ids=["text", "way"])
async def test_nothing_that_was_typed_is_lost_by_the_button_for_silence(
    desk: httpx2.AsyncClient, place: Place, typed: dict[str, str]
) -> None:
    page = (await desk.get("/desk/contacts/new", headers=cookie_of(ANNA))).text
    (form,) = re.findall(r'<form method="post" action="/desk/contacts">.*?</form>', page, re.DOTALL)
    assert form.index("Speichern") < form.index('formaction="/desk/contacts/silent"')
    whole = {"way_in": "phone", "reason": "unknown", "via": "unknown", "nobody_spoke": "silent"}
    refused = await desk.post("/desk/contacts/silent", data=whole | typed, headers=cookie_of(ANNA))
    assert refused.status_code == 422
    assert all(each in refused.text for each in typed.values())
    assert await place.count("contacts") == 0
    assert (await desk.post("/desk/contacts/silent", data=whole, headers=cookie_of(ANNA))).status_code == 303


async def test_a_call_without_words_that_is_sent_twice_has_one_key(desk: httpx2.AsyncClient, place: Place) -> None:
    before = await place.keys["keys"].count_documents({})
    for _ in range(2):
        form = {"nobody_spoke": "silent", "attempt": PAGE}
        assert (await desk.post("/desk/contacts/silent", data=form, headers=cookie_of(ANNA))).status_code == 303
    assert await place.keys["keys"].count_documents({}) == before + 1


async def taken(desk: httpx2.AsyncClient, form: dict[str, str]) -> httpx2.Response:
    return await desk.post("/desk/contacts", data=TOLD | form, headers=cookie_of(ANNA))


async def only(place: Place) -> dict[str, str]:
    (contact,) = await place.store["contacts"].find({}).to_list(None)
    return dict(contact)


async def follow_page(desk: httpx2.AsyncClient, browser: httpx2.AsyncClient, contact_id: str) -> str:
    """As its person reads it after exchanging a one-time code for her own."""
    page = await desk.post(f"/desk/contacts/{contact_id}/one-time-code", headers=cookie_of(ANNA))
    code = re.search(r'id="one-time-code">([0-9A-Z-]{14})<', page.text)
    assert code
    first = await browser.post("/rueckmeldung", data={"code": code[1]})
    await browser.post("/rueckmeldung/notiert", data=said_by_form(first.text))
    return (await browser.get("/rueckmeldung")).text
