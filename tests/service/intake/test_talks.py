"""Who wants a talk or a training says when, where and for whom: sealed, at the contact and at the task."""

import re

import httpx2
import pytest

from services.intake.domain.ids import ContactId, ThreadId
from services.intake.domain.own_data import IdentityCheck
from services.intake.handlers.desk.give_own_data import give_own_data
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.new_contact import add_message
from services.intake.handlers.show import show_later
from services.intake.handlers.thread_content import thread_content
from services.intake.store import CONTACTS
from services.intake.talk_texts import facts
from shared.bus import Transaction
from tests.harness.services.intake import Place, a_counsellor, fill_in
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

ANNA, BERT = a_counsellor("anna"), a_counsellor("bert")
DAYS, PLACE, AUDIENCE = "12. oder 19. März", "Rathaus Beispielstadt", "Gemeinderat, etwa 20 Personen"
WISH = {"talk_days": DAYS, "talk_place": PLACE, "talk_audience": AUDIENCE, "talk_format": "on_site"}
CALL = {"attempt": "the-attempt-of-a-page-0001", "text": "Sie plant einen Abend.", "way_in": "phone"}


async def the_contact(place: Place) -> ContactId:
    (contact,) = await place.store["contacts"].find({}).to_list()
    return ContactId(contact["_id"])


async def shown(desk: httpx2.AsyncClient, path: str, me: str = "anna") -> str:
    return (await desk.get(path, headers=cookie_of(a_counsellor(me)))).text


async def test_from_the_portal_it_is_sealed_and_stands_at_the_contact_at_the_task_and_on_her_page(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    sent = await fill_in(browser, text="Wir planen einen Abend.", reason="prevention", **WISH)
    contact_id = await the_contact(place)
    assert PLACE not in str(await place.store["contacts"].find({}).to_list())
    tasks = await shown(desk, "/desk/tasks")
    assert "Vortrag oder Schulung" in tasks
    assert PLACE not in tasks
    await take_over(place.desk, contact_id, ANNA)
    for path in (f"/desk/contacts/{contact_id}", "/desk/tasks"):
        page = await shown(desk, path)
        assert all(said in page for said in (DAYS, PLACE, AUDIENCE, "Vor Ort")), path
    assert PLACE not in await shown(desk, "/desk/tasks", "bert")
    assert "talk" in [entry["what"] async for entry in place.store["audit"].find({})]
    await browser.post("/rueckmeldung", data={"code": sent})
    assert PLACE in (await browser.get("/rueckmeldung")).text


async def a_mail_comes(place: Place, contact_id: ContactId) -> None:
    key = await place.desk.key(ThreadId(contact_id))

    async def work(tx: Transaction) -> None:
        of = await CONTACTS.get(tx, id=contact_id)
        await add_message(tx, of, key, "Aus einer E-Mail.", number=2, unread=False, copied=True)
        show_later(tx, of.thread)

    await place.unit_of_work(work)


async def read_by_her(browser: httpx2.AsyncClient, code: str) -> str:
    await browser.post("/rueckmeldung", data={"code": code})
    return (await browser.get("/rueckmeldung")).text


async def test_what_she_typed_herself_stays_on_her_page_when_a_mail_comes_and_what_may_be_from_it_does_not_stand_there(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient
) -> None:
    code = await fill_in(browser, text="Wir planen einen Abend.", reason="prevention", **WISH)
    contact_id = await the_contact(place)
    await take_over(place.desk, contact_id, ANNA)
    await a_mail_comes(place, contact_id)
    assert PLACE in await read_by_her(browser, code)
    path = f"/desk/contacts/{contact_id}/talk"
    await desk.post(path, data=WISH, headers=cookie_of(ANNA))
    assert PLACE in await read_by_her(browser, code)
    await desk.post(path, data=WISH | {"talk_place": "Bürgerhaus"}, headers=cookie_of(ANNA))
    page = await read_by_her(browser, code)
    assert ("Bürgerhaus" in page, DAYS in page) == (False, False)


async def test_copied_from_a_letter_it_is_for_the_desk_alone(place: Place, desk: httpx2.AsyncClient) -> None:
    letter = CALL | {"way_in": "letter", "reason": "prevention"} | WISH
    await desk.post("/desk/contacts", data=letter, headers=cookie_of(ANNA))
    contact_id = await the_contact(place)
    key = await place.desk.key(ThreadId(contact_id))
    content = await place.unit_of_work(lambda tx: thread_content(tx, ThreadId(contact_id), key))
    assert (content.talk is not None, content.shown().talk) == (True, None)


async def test_while_it_waits_for_the_desk_she_reads_it_too(with_desk_away: httpx2.AsyncClient) -> None:
    sent = await fill_in(with_desk_away, text="Wir planen einen Abend.", reason="prevention", **WISH)
    await with_desk_away.post("/rueckmeldung", data={"code": sent})
    assert PLACE in (await with_desk_away.get("/rueckmeldung")).text


async def test_what_was_typed_comes_back_with_what_is_wrong(browser: httpx2.AsyncClient, place: Place) -> None:
    form = {"text": "", "reason": "prevention", **WISH, "talk_days": "x" * 201}
    page = await browser.post("/anliegen", data=form)
    assert page.status_code == 422
    assert PLACE in page.text
    assert re.search(r'id="f-talk_days-error"|aria-invalid|kern-error', page.text)
    assert await place.count("contacts") == 0


async def test_it_is_written_down_while_somebody_calls_and_changed_at_the_contact(
    place: Place, desk: httpx2.AsyncClient
) -> None:
    await desk.post("/desk/contacts", data=CALL | {"reason": "prevention"} | WISH, headers=cookie_of(ANNA))
    contact_id = await the_contact(place)
    form = await shown(desk, f"/desk/contacts/{contact_id}/talk")
    assert f'value="{PLACE}"' in form
    path = f"/desk/contacts/{contact_id}/talk"
    long = await desk.post(path, data=WISH | {"talk_place": "x" * 201}, headers=cookie_of(ANNA))
    assert (long.status_code, DAYS in long.text) == (422, True)
    changed = await desk.post(path, data=WISH | {"talk_place": "Bürgerhaus"}, headers=cookie_of(ANNA))
    assert changed.status_code == 303
    page = await shown(desk, f"/desk/contacts/{contact_id}")
    assert ("Bürgerhaus" in page, PLACE in page) == (True, False)
    assert (await desk.post(path, data=WISH, headers=cookie_of(BERT))).status_code == 404
    await desk.post(path, data={}, headers=cookie_of(ANNA))
    assert "Bürgerhaus" not in await shown(desk, f"/desk/contacts/{contact_id}")


async def test_into_a_case_that_is_joined_it_is_not_lost_without_a_word(
    desk: httpx2.AsyncClient, person: dict[str, str]
) -> None:
    joins = CALL | {"known": "L-00000", "join": person["contact_id"], "reason": "prevention"}
    page = await desk.post("/desk/contacts", data=joins | WISH, headers=cookie_of(ANNA))
    assert (page.status_code, "tragen Sie im Fall ein" in page.text, PLACE in page.text) == (422, True, True)


async def test_the_button_for_silence_loses_nothing_of_it(desk: httpx2.AsyncClient, place: Place) -> None:
    silent = {"attempt": CALL["attempt"], "nobody_spoke": "silent", "talk_place": PLACE}
    page = await desk.post("/desk/contacts/silent", data=silent, headers=cookie_of(ANNA))
    assert (page.status_code, PLACE in page.text, await place.count("contacts")) == (422, True, 0)


async def test_she_is_given_it_with_her_data(place: Place, browser: httpx2.AsyncClient) -> None:
    await fill_in(browser, text="Wir planen einen Abend.", reason="prevention", **WISH)
    contact_id = await the_contact(place)
    await take_over(place.desk, contact_id, ANNA)
    own = await give_own_data(place.desk, contact_id, ANNA, IdentityCheck.WITH_CODE)
    assert own.talk
    assert [words for _, words in facts(own.talk)] == [DAYS, PLACE, AUDIENCE, "Vor Ort"]


async def test_the_form_asks_for_it_only_where_somebody_wants_to_prevent(browser: httpx2.AsyncClient) -> None:
    assert "talk_place" in (await browser.get("/anliegen/vorbeugen")).text
    assert "talk_place" not in (await browser.get("/anliegen/selbst")).text
    general = (await browser.get("/anliegen")).text
    assert ("talk_place" in general, 'href="/anliegen/vorbeugen' in general) == (False, True)
