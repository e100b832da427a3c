"""What comes in by hand: by telephone, on paper, in person; and calls in which nobody said anything."""

import re
from collections.abc import AsyncIterator, Mapping

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId
from services.intake.handlers.desk.list_tasks import list_tasks
from services.intake.handlers.desk.reopen import reopen
from tests.harness.services.intake import Place, a_counsellor, staff_browser
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
TOLD = {"text": "Vor der Tür lag ein Zettel.", "reason": "counselling"}
LIMITS = "müssen wir das anzeigen (§ 138 StGB)"


@pytest.fixture
async def desk(mongo_of: Mapping[str, str], place: Place) -> AsyncIterator[httpx2.AsyncClient]:
    async with staff_browser(mongo_of["intake-desk"]) as opened:
        yield opened


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
    form = {"reason": reason, "attempt": "the-same-attempt-of-a-page"}
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
    await desk.post("/desk/contacts/silent", data={"reason": "silent"}, headers=cookie_of(ANNA))
    (contact,) = await place.store["contacts"].find({}).to_list(None)
    await reopen(place.desk, ContactId(contact["_id"]), ANNA)
    made = await desk.post(f"/desk/contacts/{contact['_id']}/case", headers=cookie_of(ANNA))
    assert made.status_code == 303
    case_page = await desk.get(f"/desk/cases/{CaseId(contact['_id'])}", headers=cookie_of(ANNA))
    assert case_page.status_code == 200


async def test_silence_is_no_counselling(desk: httpx2.AsyncClient, place: Place) -> None:
    refused = await desk.post("/desk/contacts/silent", data={"reason": "counselling"}, headers=cookie_of(ANNA))
    assert refused.status_code == 422
    assert await place.count("contacts") == 0
