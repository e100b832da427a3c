"""The answer was lost, the page is sent again: nothing is done twice, and what was changed meanwhile is not lost."""

import re
from typing import Any

import httpx2
import pytest

from tests.harness.services.intake import Place, fill_in, on_follow_page, receipt_code

pytestmark = pytest.mark.engines

TEXT = "Mir wurde vor der Sitzung gedroht."
MORE = TEXT + " Und heute Nacht waren sie vor dem Haus."
MAIL = {"channel": "mail", "address": "person@example.org", "earliest": "18:00"}
CONTACT = {"channel": "mail", "address": "person@example.org"}


async def blank(browser: httpx2.AsyncClient, **said: Any) -> dict[str, Any]:
    """The form as it is opened, with the attempt that the page gave it."""
    attempt = re.search(r'name="attempt" value="([^"]+)"', (await browser.get("/anliegen")).text)
    assert attempt
    return {"attempt": attempt[1], "text": TEXT, **said}


async def send(browser: httpx2.AsyncClient, form: dict[str, Any]) -> httpx2.Response:
    answer = await browser.post("/anliegen", data=form)
    assert answer.status_code == 201, answer.text
    return answer


async def follow(browser: httpx2.AsyncClient, code: str) -> str:
    page = (await browser.post("/rueckmeldung", data={"code": code}, follow_redirects=True)).text
    return page.partition("<form")[0] + page.partition('id="kontakt"')[2]


async def test_a_changed_text_shows_the_same_code_and_is_a_message_of_the_same_case(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    form = await blank(browser)
    first = receipt_code((await send(browser, form)).text)

    for _ in range(3):
        again = await send(browser, form | {"text": MORE})
        assert receipt_code(again.text) == first
        assert "Ihr erstes Absenden war schon bei uns." in again.text

    assert await place.count("contacts") == await place.count("cases") == 1
    assert await place.count("messages") == 2
    page = await follow(browser, first)
    assert page.count(MORE) == 1
    assert "Meine Angaben" not in page


async def test_the_first_text_sent_once_more_adds_nothing(place: Place, browser: httpx2.AsyncClient) -> None:
    form = await blank(browser)
    for text in (TEXT, MORE, TEXT, MORE):
        await send(browser, form | {"text": text})

    assert await place.count("messages") == 2


async def test_what_was_chosen_differently_is_told_in_words(place: Place, browser: httpx2.AsyncClient) -> None:
    form = await blank(browser, urgency="routine", land="SN")
    code = receipt_code((await send(browser, form)).text)

    for _ in range(2):
        await send(browser, form | {"urgency": "immediate", "threat_kinds": ["hate_post"]})

    page = await follow(browser, code)
    assert await place.count("messages") == 2
    assert page.count("Meine Angaben beim zweiten Absenden:") == 1
    assert "Sachsen" in page


async def test_a_safe_contact_that_was_added_is_stored(place: Place, browser: httpx2.AsyncClient) -> None:
    form = await blank(browser)
    code = receipt_code((await send(browser, form)).text)

    for _ in range(2):
        await send(browser, form | MAIL)

    assert await place.count("safe_contacts") == 1
    assert await place.count("messages") == 1
    assert MAIL["address"] in await follow(browser, code)


async def test_days_later_the_page_that_stayed_open_still_takes_it(place: Place, browser: httpx2.AsyncClient) -> None:
    form = await blank(browser)
    code = receipt_code((await send(browser, form)).text)
    await place.face["requests"].delete_many({})  # the day is over

    again = await send(browser, form | {"text": MORE})

    assert receipt_code(again.text) == code
    assert MORE in await follow(browser, code)
    assert await place.count("contacts") == 1


async def test_after_an_erasure_the_same_page_begins_anew(place: Place, browser: httpx2.AsyncClient) -> None:
    form = await blank(browser)
    code = receipt_code((await send(browser, form)).text)
    await place.face["threads"].delete_many({})

    again = await send(browser, form | {"text": MORE})

    assert receipt_code(again.text) != code
    assert MORE in await follow(browser, receipt_code(again.text))


async def test_without_scripts_going_back_and_sending_again_is_the_same_request(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    first = receipt_code((await send(browser, await blank(browser, no_scripts="yes"))).text)

    same, changed, further = [
        await send(browser, await blank(browser, no_scripts="yes", text=text))
        for text in (TEXT, MORE, MORE + " Bitte.")
    ]

    assert {receipt_code(each.text) for each in (same, changed, further)} == {first}
    assert "Ihr erstes Absenden war schon bei uns." in changed.text
    assert await place.count("contacts") == 1
    assert await place.count("messages") == 3


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({"no_scripts": "yes"}, {"no_scripts": "yes", "text": "Heute Nacht standen sie vor dem Haus. " + TEXT}),
        ({"no_scripts": "yes", "text": "Hilfe"}, {"no_scripts": "yes", "text": "Hilfe"}),
        ({"no_scripts": "yes"}, {}),
        ({}, {"no_scripts": "yes"}),
    ],
    ids=["another text", "too short to know it", "a browser with scripts", "its page remembers"],
)
async def test_whatever_may_be_another_s_is_a_request_of_its_own(
    place: Place, browser: httpx2.AsyncClient, earlier: dict[str, Any], later: dict[str, Any]
) -> None:
    codes = [receipt_code((await send(browser, await blank(browser, **said))).text) for said in (earlier, later)]

    assert codes[0] != codes[1]
    assert await place.count("contacts") == 2


async def test_closing_the_page_forgets_what_was_sent(place: Place, browser: httpx2.AsyncClient) -> None:
    first = receipt_code((await send(browser, await blank(browser, no_scripts="yes"))).text)
    await browser.post("/rueckmeldung", data={"code": first})
    await browser.post("/rueckmeldung/ende", data=await on_follow_page(browser))

    second = receipt_code((await send(browser, await blank(browser, no_scripts="yes"))).text)

    assert second != first
    assert await place.count("contacts") == 2


async def test_the_same_safe_contact_sent_twice_is_stated_once(place: Place, browser: httpx2.AsyncClient) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text=TEXT)})
    shown = await on_follow_page(browser)

    for _ in range(3):
        await browser.post("/rueckmeldung/kontakt", data=CONTACT | shown)
    assert await place.count("safe_contacts") == 1

    await browser.post("/rueckmeldung/kontakt", data=CONTACT | shown | {"address": "anders@example.org"})
    assert "anders@example.org" in (await browser.get("/rueckmeldung")).text
    assert await place.count("safe_contacts") == 2


async def test_an_old_page_does_not_end_what_was_stated_after_it(place: Place, browser: httpx2.AsyncClient) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text=TEXT, **MAIL)})
    shown = await on_follow_page(browser)
    await browser.post("/rueckmeldung/kontakt/ende", data=shown)
    await browser.post("/rueckmeldung/kontakt", data=CONTACT | await on_follow_page(browser))

    back = await browser.post("/rueckmeldung/kontakt/ende", data=shown)

    assert back.status_code == 303
    assert CONTACT["address"] in (await browser.get("/rueckmeldung")).text


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/rueckmeldung/nachricht", "Ihre Nachricht ist angekommen."),
        ("/rueckmeldung/kontakt", "Ihr Kontaktweg ist gespeichert."),
        ("/rueckmeldung/kontakt/ende", "Wir schreiben Ihnen nicht mehr."),
        ("/rueckmeldung/ende", "Ihr Anliegen ist auf diesem Gerät geschlossen."),
    ],
)
async def test_after_each_act_there_is_a_sentence_with_the_focus(
    browser: httpx2.AsyncClient, path: str, sentence: str
) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text=TEXT, **MAIL)})
    said = {"/rueckmeldung/nachricht": {"text": MORE}, "/rueckmeldung/kontakt": CONTACT}.get(path, {})

    page = await browser.post(path, data=said | await on_follow_page(browser), follow_redirects=True)

    assert page.status_code == 200
    assert re.search(rf'role="status" tabindex="-1" autofocus>.*{sentence}', page.text, re.DOTALL)
