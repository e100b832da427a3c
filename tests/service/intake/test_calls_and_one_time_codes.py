"""Somebody calls, is written down, and comes back with a code that was read out."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from unittest.mock import AsyncMock

import httpx2
import pytest
from pymongo.errors import ServerSelectionTimeoutError

from services.intake.limits import GUESSES_OF_ONE
from services.intake.main import face
from services.intake.pages.desk import phone
from shared.clock import now
from shared.sealing import receipt, stretching
from shared.sealing.one_time import random_code
from shared.web.client_limit import HEADER
from shared.web.session import Staff
from tests.harness.services.intake import (
    PUBLIC,
    Place,
    at,
    face_settings,
    fill_in,
    receipt_code,
    said_by_form,
)
from tests.harness.staff_cookies import cookie_of

pytestmark = pytest.mark.engines

TEXT = "Seit der Ratssitzung kommen nachts Anrufe."
CALL = {"text": TEXT, "reason": "counselling", "land": "SN", "threat_kinds": ["threat"], "via": "police"}


@pytest.fixture
def anna(desk: httpx2.AsyncClient) -> httpx2.AsyncClient:
    sign_in(desk, "anna")
    return desk


def sign_in(browser: httpx2.AsyncClient, name: str) -> None:
    who = Staff(name, name.title(), "counsellor", "sid", began=now(), seen=now())
    browser.cookies.set(*cookie_of(who)["Cookie"].split("=", 1))


async def call(desk: httpx2.AsyncClient, **changed: Any) -> httpx2.Response:
    blank = await desk.get("/desk/contacts/new")
    attempt = re.search(r'name="attempt" value="([^"]+)"', blank.text)
    assert attempt
    return await desk.post("/desk/contacts", data={"attempt": attempt[1], **CALL, **changed})


async def enter(browser: httpx2.AsyncClient, code: str, *, client: str = "192.0.2.200") -> httpx2.Response:
    return await browser.post("/rueckmeldung", data={"code": code}, headers={HEADER: client})


async def noted(browser: httpx2.AsyncClient, page: str) -> httpx2.Response:
    return await browser.post("/rueckmeldung/notiert", data=said_by_form(page))


def one_time_code(page: httpx2.Response) -> str:
    shown = re.search(r'id="one-time-code">([0-9A-Z-]{14})<', page.text)
    assert shown, page.text
    return shown[1]


async def only(place: Place, collection: str) -> dict[str, Any]:
    (found,) = [document async for document in place.store[collection].find({})]
    return found


async def test_a_call_becomes_a_case_of_who_wrote_it_down(place: Place, anna: httpx2.AsyncClient) -> None:
    page = await call(anna, channel="phone", address="0151 0000000", earliest="18:00")

    assert page.status_code == 201
    assert await place.types() == ["contact.recorded", "case.opened", "safe-contact.changed", "contact.assigned"]
    contact, case = await only(place, "contacts"), await only(place, "cases")
    assert (contact["channel"], contact["counsellor"], contact["via"]) == ("phone", "anna", "police")
    shown = await anna.get(f"/desk/cases/{case['_id']}")
    assert TEXT in shown.text
    assert "0151 0000000" in shown.text
    assert TEXT not in await place.everything()


async def test_the_code_is_read_out_in_the_spelling_alphabet(anna: httpx2.AsyncClient) -> None:
    page = await call(anna)
    assert one_time_code(page)
    assert page.text.count(" wie ") == 12
    assert "no-store" in page.headers["cache-control"]


async def test_the_first_sign_in_gives_a_receipt_code_and_ends_the_one_that_was_read_out(
    place: Place, anna: httpx2.AsyncClient, browser: httpx2.AsyncClient
) -> None:
    code = one_time_code(await call(anna))
    first = await enter(browser, code.lower().replace("-", " "))
    assert first.status_code == 200
    own = receipt_code(first.text)

    assert (await noted(browser, first.text)).headers["location"] == "/rueckmeldung?erledigt=notiert"
    assert TEXT in (await browser.get("/rueckmeldung")).text
    await browser.post("/rueckmeldung/ende")
    assert (await enter(browser, code)).status_code == 404
    assert (await enter(browser, own)).status_code == 303
    assert TEXT in (await browser.get("/rueckmeldung")).text


async def test_an_answer_that_was_lost_can_be_had_again_until_the_code_is_noted(
    anna: httpx2.AsyncClient, browser: httpx2.AsyncClient
) -> None:
    code = one_time_code(await call(anna))
    first, again = [receipt_code((await enter(browser, code)).text) for _ in range(2)]

    assert first == again
    await browser.post("/rueckmeldung/ende")
    assert (await enter(browser, first)).status_code == 303
    assert (await enter(browser, code)).status_code == 404


async def test_no_stranger_uses_up_a_living_code_and_all_wrong_answers_are_alike(
    anna: httpx2.AsyncClient, browser: httpx2.AsyncClient
) -> None:
    code = one_time_code(await call(anna))
    wrong = [await enter(browser, each, client=f"192.0.2.{n}") for n, each in enumerate(islice(like(code), 12))]
    unknown = await enter(browser, random_code(), client="192.0.2.100")

    assert {each.status_code for each in (*wrong, unknown)} == {404}
    assert len({each.text for each in (*wrong, unknown)}) == 1
    assert (await enter(browser, code)).status_code == 200


async def test_who_guesses_is_slowed_and_nobody_else_is(anna: httpx2.AsyncClient, browser: httpx2.AsyncClient) -> None:
    code = one_time_code(await call(anna))
    guesses = [
        await enter(browser, each, client="192.0.2.1") for each in islice(like(code), GUESSES_OF_ONE.at_once + 1)
    ]

    assert [each.status_code for each in guesses] == [404] * GUESSES_OF_ONE.at_once + [429]
    assert 0 < int(guesses[-1].headers["retry-after"]) <= GUESSES_OF_ONE.every
    assert guesses[-2].text != guesses[-1].text
    assert (await enter(browser, code, client="192.0.2.2")).status_code == 200


async def test_a_crowd_that_guesses_leaves_a_living_code_as_it_was(
    place: Place,
    mongo: str,
    anna: httpx2.AsyncClient,
    browser: httpx2.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At a face that stretches each guess as in production: that is what makes a crowd wait."""
    monkeypatch.setattr(stretching, "WAITING", 8)
    code = one_time_code(await call(anna))
    before = await place.face["one_time_codes"].find_one({})
    async with at(face(face_settings(mongo)), PUBLIC) as crowded:
        tried = [enter(crowded, each, client=f"192.0.2.{n}") for n, each in enumerate(islice(like(code), 90))]
        answers = await asyncio.gather(*tried)

    assert {each.status_code for each in answers} == {404, 503}
    assert await place.face["one_time_codes"].find_one({}) == before
    assert (await enter(browser, code)).status_code == 200


async def test_what_was_mistyped_is_no_guess(anna: httpx2.AsyncClient, browser: httpx2.AsyncClient) -> None:
    code = one_time_code(await call(anna))
    mistyped = code[:-1] + ("0" if code[-1] != "0" else "1")
    answers = [await enter(browser, mistyped) for _ in range(2 * GUESSES_OF_ONE.at_once)]

    assert {each.status_code for each in answers} == {422}
    assert (await enter(browser, code)).status_code == 200


async def test_after_its_days_it_opens_nothing(
    place: Place, anna: httpx2.AsyncClient, browser: httpx2.AsyncClient
) -> None:
    code = one_time_code(await call(anna))
    await place.face["one_time_codes"].update_many({}, {"$set": {"until": now() - timedelta(seconds=1)}})

    assert (await enter(browser, code)).status_code == 404


async def test_a_lost_code_is_replaced_and_the_former_one_opens_nothing(
    place: Place, anna: httpx2.AsyncClient, browser: httpx2.AsyncClient
) -> None:
    lost = one_time_code(await call(anna))
    seen = receipt_code((await enter(browser, lost)).text)
    contact = await only(place, "contacts")
    new = one_time_code(await anna.post(f"/desk/contacts/{contact['_id']}/one-time-code"))

    assert (await enter(browser, lost)).status_code == 404
    assert (await enter(browser, seen)).status_code == 404
    assert (await enter(browser, new)).status_code == 200


async def test_who_has_a_receipt_code_gets_no_other(
    place: Place, anna: httpx2.AsyncClient, browser: httpx2.AsyncClient
) -> None:
    await fill_in(browser, text=TEXT)
    contact = await only(place, "contacts")
    address = f"/desk/contacts/{contact['_id']}"
    assert (await anna.post(f"{address}/one-time-code")).status_code == 409
    await anna.post(f"{address}/take-over")

    refused = await anna.post(f"{address}/one-time-code")
    assert refused.status_code == 409
    assert "hat schon einen eigenen Rückmeldecode" in refused.text


async def test_a_page_sent_three_times_at_once_is_one_call_with_one_code(
    place: Place, anna: httpx2.AsyncClient, browser: httpx2.AsyncClient
) -> None:
    form = {"attempt": "a" * 32, **CALL}
    pages = await asyncio.gather(*(anna.post("/desk/contacts", data=form) for _ in range(3)))
    (code,) = {one_time_code(page) for page in pages}

    assert await place.count("contacts") == 1
    assert (await place.types()).count("contact.assigned") == 1
    assert (await enter(browser, code)).status_code == 200


async def test_a_code_asked_for_by_one_form_is_one_code_and_by_another_form_another(
    place: Place, anna: httpx2.AsyncClient, browser: httpx2.AsyncClient
) -> None:
    first = one_time_code(await call(anna))
    there = f"/desk/contacts/{(await only(place, 'contacts'))['_id']}/one-time-code"
    pages = [await anna.post(there, data={"attempt": attempt}) for attempt in ("b" * 32, "b" * 32, "c" * 32)]
    second, same, third = map(one_time_code, pages)

    assert second == same
    assert len({first, second, third}) == 3
    assert [(await enter(browser, code)).status_code for code in (first, second, third)] == [404, 404, 200]


async def test_what_was_typed_stays_on_the_page_that_refuses_it(place: Place, anna: httpx2.AsyncClient) -> None:
    page = await call(anna, channel="mail", address="keine Adresse", urgency="urgent")

    assert page.status_code == 422
    assert TEXT in page.text
    assert re.search(r'value="urgent" checked', page.text)
    assert await place.count("contacts") == 0


async def test_a_silent_call_gets_no_code(place: Place, anna: httpx2.AsyncClient) -> None:
    answer = await call(anna, reason="silent")

    assert answer.status_code == 303
    assert await place.face["one_time_codes"].count_documents({}) == 0
    assert (await only(place, "contacts"))["case_id"] is None


async def test_neither_code_is_in_the_stores(
    place: Place, anna: httpx2.AsyncClient, browser: httpx2.AsyncClient
) -> None:
    code = one_time_code(await call(anna))
    own = receipt_code((await enter(browser, code)).text)
    everything = await place.everything()

    for each in (code, own):
        assert each not in everything
        assert each.replace("-", "") not in everything


def like(code: str) -> Iterator[str]:
    """Codes that are found where this one is, and are not it."""
    while True:
        guess = code[:4] + random_code()[4:]
        if receipt.is_whole(guess.replace("-", "")) and guess != code:
            yield guess


async def test_while_the_store_is_away_what_was_written_down_stays(
    place: Place, anna: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {"attempt": "a" * 32, **CALL}

    with monkeypatch.context() as away:
        away.setattr(phone, "record_call", AsyncMock(side_effect=ServerSelectionTimeoutError))
        refused = await anna.post("/desk/contacts", data=typed)
    taken = await anna.post("/desk/contacts", data=typed)

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert TEXT in refused.text
    assert "a" * 32 in refused.text
    assert taken.status_code == 201
