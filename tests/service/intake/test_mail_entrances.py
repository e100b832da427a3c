"""An address that no mail can be sent to is refused where it is handed in, with a sentence at its field."""

from typing import Any

import httpx2
import pytest

from services.intake.domain.ids import ContactId, ThreadId
from services.intake.domain.safe_contact import NO_NUMBER, SafeContact, SafeContactEntry
from services.intake.domain.thread import Sealed
from services.intake.sealed_fields import open_safe_contact
from shared.mail_address import SENTENCE
from shared.sealing import DataKey, seal
from tests.harness.services.intake import Place, fill_in, on_follow_page, submit

pytestmark = pytest.mark.engines

TEXT = "Mir wurde gedroht."
UNSENDABLE = [
    "p@example.org.",
    "p@example..org",
    "(p@example.org)",
    "p@example.org q@example.org",
    "p@example.org,q@example.org",
    "Person <p@example.org>",
    "p@localhost",
    "p@[127.0.0.1]",
    "jörg@example.org",
    "p\u200b@example.org",
    "=?utf-8?q?p?=@example.org",
]
IN_WORDS = {" P@MÜLLER.Example.org ": "P@xn--mller-kva.example.org", "p@Example.ORG": "p@example.org"}


@pytest.mark.parametrize("address", UNSENDABLE)
async def test_the_form(place: Place, browser: httpx2.AsyncClient, address: str) -> None:
    refused = await browser.post(
        "/anliegen", data={"attempt": "a" * 32, "text": TEXT, "channel": "mail", "address": address}
    )

    assert (refused.status_code, refused.text.count(SENTENCE)) == (422, 2)
    assert '<a href="#f-address">' in refused.text
    assert TEXT in refused.text
    assert await place.count("contacts") == 0


@pytest.mark.parametrize("address", UNSENDABLE)
async def test_the_follow_page(place: Place, browser: httpx2.AsyncClient, address: str) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text=TEXT)})
    wanted = {"channel": "mail", "address": address, "words": "als Buchhandlung"} | await on_follow_page(browser)

    refused = await browser.post("/rueckmeldung/kontakt", data=wanted)

    assert (refused.status_code, refused.text.count(SENTENCE)) == (422, 2)
    assert '<a href="#f-address">' in refused.text
    assert "als Buchhandlung" in refused.text
    assert await place.count("safe_contacts") == 0


@pytest.mark.parametrize("address", [*UNSENDABLE, "", "p@example.org\r\nBcc: q@example.org"])
async def test_the_api(place: Place, browser: httpx2.AsyncClient, address: str) -> None:
    answer = await submit(browser, {"text": TEXT, "safe_contact": {"channel": "mail", "address": address}})

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:lotse:problem:bad-mail-address")
    assert await place.count("contacts") == 0


@pytest.mark.parametrize("typed", IN_WORDS)
async def test_it_is_kept_as_it_is_sent_to(place: Place, browser: httpx2.AsyncClient, typed: str) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text=TEXT, channel="mail", address=typed)})

    assert IN_WORDS[typed] in (await browser.get("/rueckmeldung")).text


@pytest.mark.parametrize(
    "number", ["ruf mich an", "p@example.org", "030 555, 030 556", "1", "0" * 255, "030 \u202e555"]
)
async def test_a_number_that_is_none(browser: httpx2.AsyncClient, number: str) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text=TEXT)})
    wanted: dict[str, Any] = {"channel": "phone", "address": number} | await on_follow_page(browser)

    refused = await browser.post("/rueckmeldung/kontakt", data=wanted)

    assert (refused.status_code, refused.text.count(NO_NUMBER)) == (422, 2)


@pytest.mark.parametrize("number", ["030 5550100", "+49 (30) 555-0100", "030/5550100"])
async def test_a_number_as_people_write_it(browser: httpx2.AsyncClient, number: str) -> None:
    await browser.post("/rueckmeldung", data={"code": await fill_in(browser, text=TEXT)})
    wanted = {"channel": "phone", "address": f" {number}\u00a0"} | await on_follow_page(browser)

    assert (await browser.post("/rueckmeldung/kontakt", data=wanted)).status_code == 303
    assert number in (await browser.get("/rueckmeldung")).text


def test_what_earlier_rules_took_does_not_close_the_thread() -> None:
    key = DataKey("kid", bytes(32))
    sealed: Sealed = seal(
        key, '{"channel": "mail", "address": "p@example..org"}', purpose="safe-contact", case="thread", field="entry"
    )
    entry = SafeContactEntry(
        id="entry", thread=ThreadId("thread"), contact_id=ContactId("contact"), case_id=None, sealed=sealed
    )

    opened: SafeContact = open_safe_contact(key, entry)

    assert (opened.address, opened.times) == ("p@example..org", None)
