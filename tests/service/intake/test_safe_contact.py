"""The person states, changes and withdraws how to be reached without harm."""

import json
from typing import Any

import httpx2
import pytest

from services.intake.domain.ids import CaseId, ContactId
from services.intake.domain.safe_contact import SafeContact
from services.intake.handlers.desk.read_file import file_of_case
from services.intake.handlers.services.fetch import fetch_safe_contact
from services.intake.safe_contact_texts import facts
from shared.audit import Actor
from shared.errors import Gone
from shared.sealing import seal
from tests.harness.services.html_forms import sent_as_it_stands
from tests.harness.services.intake import Place, a_counsellor, on_follow_page, submit

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")
NOTIFICATION = Actor("notification", "service")
MAIL = {"channel": "mail", "address": "person@example.org", "times": "abends"}


async def accepted(browser: httpx2.AsyncClient, **more: object) -> tuple[ContactId, CaseId, str]:
    answer = (await submit(browser, {"text": "Mir wurde gedroht.", **more})).json()
    return ContactId(answer["contact_id"]), CaseId(answer.get("case_id", "")), answer["receipt_code"]


async def test_the_person_changes_and_withdraws_the_safe_contact(place: Place, browser: httpx2.AsyncClient) -> None:
    _, case_id, code = await accepted(browser, safe_contact=MAIL)
    await browser.post("/rueckmeldung", data={"code": code})
    assert "person@example.org" in (await browser.get("/rueckmeldung")).text
    changed = {"channel": "phone", "address": "0301 5550100", "words": "Buch"}
    await browser.post("/rueckmeldung/kontakt", data=changed | await on_follow_page(browser))
    page = (await browser.get("/rueckmeldung")).text
    assert "0301 5550100" in page
    assert "person@example.org" not in page
    first, second = await references(place, case_id)
    with pytest.raises(Gone):
        await fetch_safe_contact(place.desk, NOTIFICATION, first)
    assert (await fetch_safe_contact(place.desk, NOTIFICATION, second))["address"] == "0301 5550100"

    for _ in range(2):
        await browser.post("/rueckmeldung/kontakt/ende", data=await on_follow_page(browser))
    assert "0301 5550100" not in (await browser.get("/rueckmeldung")).text
    said = [each for each in await place.types(case_id) if each.startswith("safe-contact")]
    assert said == ["safe-contact.changed", "safe-contact.changed", "safe-contact.withdrawn"]
    for reference in await references(place, case_id):
        with pytest.raises(Gone):
            await fetch_safe_contact(place.desk, NOTIFICATION, reference)
    assert (await file_of_case(place.desk, ANNA, case_id)).content.safe_contact is None
    assert "0301 55" not in await place.everything()


async def test_a_wish_to_be_reminded_is_published_sealed_and_shown_on_both_sides_until_it_is_withdrawn(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    _, case_id, code = await accepted(browser, safe_contact=MAIL)
    await browser.post("/rueckmeldung", data={"code": code})
    wished = MAIL | {"deadline_reminders": "true"}
    await browser.post("/rueckmeldung/kontakt", data=wished | await on_follow_page(browser))
    said = "Vor dem Ablauf einer Frist gewünscht"
    assert said in (await browser.get("/rueckmeldung")).text
    way = (await file_of_case(place.desk, ANNA, case_id)).content.safe_contact
    assert way is not None
    assert dict(facts(way))["Erinnerungen"] == said
    await browser.post("/rueckmeldung/kontakt", data=MAIL | await on_follow_page(browser))
    assert said not in (await browser.get("/rueckmeldung")).text
    assert [each.get("deadline_reminders") for each in await stated(place, case_id)] == [None, True, None]
    assert "deadline_reminders" not in str([row async for row in place.store["safe_contacts"].find({})])


@pytest.mark.parametrize("address", ["", "nobody", "a@b.example\r\nBcc: c@d.example"])
async def test_an_address_that_cannot_be_is_refused(place: Place, browser: httpx2.AsyncClient, address: str) -> None:
    _, case_id, code = await accepted(browser)
    await browser.post("/rueckmeldung", data={"code": code})
    wanted = {"channel": "mail", "address": address} | await on_follow_page(browser)
    refused = await browser.post("/rueckmeldung/kontakt", data=wanted)
    assert refused.status_code == 422
    assert "Der Kontaktweg ist noch nicht gespeichert." in refused.text
    assert '<a href="#f-address">' in refused.text
    assert await references(place, case_id) == []


async def test_what_was_typed_of_a_safe_contact_that_is_refused_stays_on_the_page(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    _, case_id, code = await accepted(browser)
    await browser.post("/rueckmeldung", data={"code": code})
    typed = {"channel": "phone", "address": "0301 5550100", "words": "als Buchhandlung", "who_answers": "nur ich"}
    refused = await browser.post("/rueckmeldung/kontakt", data=typed | {"canary": "x"} | await on_follow_page(browser))
    assert refused.status_code == 422
    assert all(f'value="{text}"' in refused.text for text in typed.values())
    assert "canary" not in refused.text
    assert await references(place, case_id) == []


async def test_all_that_was_stated_reaches_notification_and_nobody_is_written_to_any_more_by_the_same_form(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    _, case_id, code = await accepted(browser)
    await browser.post("/rueckmeldung", data={"code": code})
    stated = {"channel": "phone", "address": "0301 5550100", "words": "als Buchhandlung", "who_answers": "nur ich"}
    hours = {"weekdays": ["wed", "mon"], "earliest": "18:00", "latest": "20:00", "voicemail": "false"}
    await browser.post("/rueckmeldung/kontakt", data=stated | hours | await on_follow_page(browser))
    page = (await browser.get("/rueckmeldung")).text
    assert all(words in page for words in ("Mo, Mi 18–20 Uhr", "als Buchhandlung", "nur ich", "Nicht besprechen"))
    (reference,) = await references(place, case_id)
    fetched = await fetch_safe_contact(place.desk, NOTIFICATION, reference)
    assert fetched == stated | hours | {"weekdays": ("mon", "wed"), "voicemail": False}

    ended = await browser.post("/rueckmeldung/kontakt", data={"channel": "none"} | await on_follow_page(browser))
    assert ended.headers["location"].endswith("kontakt-ende")
    assert "0301 5550100" not in (await browser.get("/rueckmeldung")).text
    with pytest.raises(Gone):
        await fetch_safe_contact(place.desk, NOTIFICATION, reference)


@pytest.mark.parametrize(
    "stated",
    [
        {
            "channel": "sms",
            "address": "0301 5550100",
            "weekdays": ["mon", "tue"],
            "earliest": "18:00",
            "latest": "20:00",
        },
        {"channel": "phone", "address": "0301 5550100", "words": "als Buchhandlung", "voicemail": "false"},
        {"channel": "mail", "address": "person@example.org", "without_link": "true", "deadline_reminders": "true"},
    ],
)
async def test_the_form_has_what_is_stated_so_that_a_new_number_loses_no_hours_and_no_words(
    place: Place, browser: httpx2.AsyncClient, stated: dict[str, Any]
) -> None:
    _, case_id, code = await accepted(browser, safe_contact=MAIL)
    await browser.post("/rueckmeldung", data={"code": code})
    await browser.post("/rueckmeldung/kontakt", data=stated | await on_follow_page(browser))
    before = await in_force(place, case_id)
    as_it_stands = sent_as_it_stands((await browser.get("/rueckmeldung")).text, "/rueckmeldung/kontakt")
    assert (await browser.post("/rueckmeldung/kontakt", data=as_it_stands)).status_code == 303
    assert await in_force(place, case_id) == before

    changed = sent_as_it_stands((await browser.get("/rueckmeldung")).text, "/rueckmeldung/kontakt")
    changed["address"] = "new@example.org" if stated["channel"] == "mail" else "0301 5550199"
    await browser.post("/rueckmeldung/kontakt", data=changed)
    assert await in_force(place, case_id) == before | {"address": changed["address"]}


async def in_force(place: Place, case_id: str) -> dict[str, Any]:
    return await fetch_safe_contact(place.desk, NOTIFICATION, (await references(place, case_id))[-1])


async def test_what_the_release_before_sealed_is_still_read(place: Place, browser: httpx2.AsyncClient) -> None:
    _, case_id, _ = await accepted(browser, safe_contact=MAIL)
    (entry,) = [each async for each in place.store["safe_contacts"].find({})]
    before = {"channel": "mail", "address": "person@example.org", "times": "abends", "words": None, "voicemail": None}
    key, where = await place.desk.key(case_id), {"purpose": "safe-contact", "case": case_id, "field": entry["_id"]}
    sealed = seal(key, json.dumps(before), **where)
    await place.store["safe_contacts"].update_one({"_id": entry["_id"]}, {"$set": {"sealed": sealed}})
    assert await fetch_safe_contact(place.desk, NOTIFICATION, entry["_id"]) == MAIL
    assert (await file_of_case(place.desk, ANNA, case_id)).content.safe_contact == SafeContact(**MAIL)


async def references(place: Place, case_id: str) -> list[str]:
    return [each["reference"] for each in await stated(place, case_id)]


async def stated(place: Place, case_id: str) -> list[dict[str, Any]]:
    rows = [row for row in await place.published(case_id) if row["topic"] == "lotse.intake.safe-contact"]
    return [json.loads(row["body"])["data"] for row in rows]
