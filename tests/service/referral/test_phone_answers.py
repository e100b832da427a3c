"""What a partner says on the phone is recorded as its own step: sealed, shown to it, and open to its correction."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from shared.clock import BERLIN, now
from shared.contracts.vocabulary import ConsentItem
from shared.web.labels_de import word
from tests.harness.services.referral import Referral
from tests.service.referral.test_access import _from_the_page, _link_again
from tests.service.referral.test_answers_by_topic import an_offer
from tests.service.referral.test_partner_pages import cookie
from tests.service.referral.test_questions import QUESTION, by_api, row_of, seen, to_come
from tests.service.referral.test_sent_twice import says_at

pytestmark = pytest.mark.engines

WHO = "Leitung der Beratung"
NUMBER = "030 5550188"


def told(answer: str, version: int, **more: Any) -> dict[str, Any]:
    at = now().astimezone(BERLIN)
    when = {"day": at.date().isoformat(), "time": f"{at:%H:%M}"}
    spoken = {"speaker": WHO, "phone": "other", "other_phone": NUMBER, "attempt": "c" * 32}
    return {"answer": answer, "version": str(version), "seen": "sent", **when, **spoken, **more}


async def recorded(referral: Referral, case_id: str, answer: str, **more: Any) -> httpx2.Response:
    row = await row_of(referral, case_id)
    return await _post(referral, case_id, told(answer, row["version"], **more))


async def _post(referral: Referral, case_id: str, fields: dict[str, Any]) -> httpx2.Response:
    there = await _address(referral, case_id)
    return await referral.http.post(there, headers=referral.counsellor, data=fields)


async def _address(referral: Referral, case_id: str) -> str:
    return f"/referral/cases/{case_id}/referrals/{(await row_of(referral, case_id))['_id']}/phone-answer"


async def test_it_takes_the_partners_own_step_and_who_spoke_is_sealed(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    page = await referral.page(await _address(referral, case_id))
    assert "Absage: Zurzeit keine Kapazität" in page
    assert "Kam nicht zustande" not in page
    entered = await recorded(referral, case_id, "decline:no_capacity")
    assert entered.status_code == 303
    fact = await referral.heard("referral.declined", case_id)
    assert (fact["data"]["by"], fact["data"]["reason"]) == ("counsellor", "no_capacity")
    stored = await referral.store["phone_answers"].find_one({"case_id": case_id})
    assert stored
    assert (stored["said_at"].minute, stored["is_of_entry"]) == (0, False)
    for secret in (WHO, NUMBER):
        assert secret not in str(stored)
        assert secret not in json.dumps(referral.said)
    shown = await referral.page(entered.headers["location"])
    for each in ("Die Antwort ist eingetragen.", "Absage", WHO, NUMBER, "Nummer nicht geprüft", "Anna"):
        assert each in shown
    assert (await seen(referral, reference))["state"] == "declined"


async def test_a_number_of_the_entry_needs_no_remark(referral: Referral) -> None:
    case_id, _ = await an_offer(referral)
    partner_id = referral.partners["partner_a"]["id"]
    number = {"number": "030 5550199", "note": "Zentrale"}
    await referral.store["partners"].update_one({"_id": partner_id}, {"$set": {"phones": [number]}})
    assert "030 5550199 (Zentrale)" in await referral.page(await _address(referral, case_id))
    assert (await recorded(referral, case_id, "accept", phone="030 5550199", other_phone="")).status_code == 303
    stored = await referral.store["phone_answers"].find_one({"case_id": case_id})
    assert stored
    assert stored["is_of_entry"] is True


async def test_pressed_three_times_it_is_one(referral: Referral) -> None:
    case_id, _ = await an_offer(referral)
    fields = told("accept", (await row_of(referral, case_id))["version"])
    pages = await asyncio.gather(*(_post(referral, case_id, fields) for _ in range(3)))
    assert {each.status_code for each in [*pages, await _post(referral, case_id, fields)]} == {303}
    assert await referral.store["phone_answers"].count_documents({"case_id": case_id}) == 1


async def test_a_question_and_a_waiting_list_are_recorded_too(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    assert says_at(await recorded(referral, case_id, "ask"), "text")
    assert says_at(await recorded(referral, case_id, "waitlist"), "until")
    assert says_at(await recorded(referral, case_id, "waitlist", until="2020-01-01"), "until")
    entered = await recorded(referral, case_id, "waitlist", until=str(to_come()), attempt="d" * 32)
    assert entered.status_code == 303
    assert (await recorded(referral, case_id, "ask", text=QUESTION, items=["contact"])).status_code == 303
    assert (await referral.heard("referral.questioned", case_id))["data"]["by"] == "counsellor"
    known = await seen(referral, reference)
    assert [(each["text"], each["items"]) for each in known["inquiries"]] == [(QUESTION, ["contact"])]
    assert await referral.store["phone_answers"].count_documents({"case_id": case_id}) == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"answer": "decline"}, ""),
        ({"answer": "accept:no_capacity"}, ""),
        ({"answer": "recall:by_counsellor"}, "answer"),
        ({"answer": "Ja!"}, "answer"),
        ({"speaker": " "}, "speaker"),
        ({"phone": ""}, "phone"),
        ({"other_phone": ""}, "other_phone"),
        ({"other_phone": "0900 <b>"}, "other_phone"),
        ({"time": "25:00"}, "time"),
        ({"day": "2020-01-01"}, "day"),
        ({"day": "2099-01-01"}, "day"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field(referral: Referral, wrong: dict[str, str], field: str) -> None:
    case_id, _ = await an_offer(referral)
    refused = await _post(referral, case_id, told("accept", (await row_of(referral, case_id))["version"]) | wrong)
    assert refused.status_code == 422
    assert WHO in refused.text or "speaker" in wrong
    if field:
        assert says_at(refused, field)
    assert await referral.store["phone_answers"].count_documents({"case_id": case_id}) == 0
    assert (await row_of(referral, case_id))["state"] == "sent"


async def test_the_partner_was_faster_and_what_was_heard_does_not_overwrite_it(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    before = told("decline:no_capacity", (await row_of(referral, case_id))["version"])
    await by_api(referral, reference, "accept")
    refused = await _post(referral, case_id, before)
    assert refused.status_code == 409
    for each in ("Die Stelle hat inzwischen selbst geantwortet", "Als Sie die Seite öffneten", WHO):
        assert each in refused.text
    assert (await seen(referral, reference))["state"] == "accepted"
    assert await referral.store["phone_answers"].count_documents({"case_id": case_id}) == 0


@pytest.mark.parametrize(("own", "reason"), [("decline", "no_capacity"), ("accept", None)])
async def test_what_was_typed_is_shown_where_the_partner_was_faster(
    referral: Referral, own: str, reason: str | None
) -> None:
    case_id, reference = await an_offer(referral)
    version = (await row_of(referral, case_id))["version"]
    fields = told("ask", version, text=QUESTION, items=["contact"])
    assert (await by_api(referral, reference, own, **({"reason": reason} if reason else {}))).status_code == 200
    refused = await _post(referral, case_id, fields)
    assert refused.status_code == 409
    for each in (
        "Nicht gespeichert",
        "Frage, oder es fehlen Angaben",
        QUESTION,
        WHO,
        NUMBER,
        word(ConsentItem.CONTACT),
    ):
        assert each in refused.text


async def test_a_partner_that_only_opened_the_link_did_not_answer(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    fields = told("decline:no_capacity", (await row_of(referral, case_id))["version"])
    await seen(referral, reference)
    assert (await row_of(referral, case_id))["state"] == "delivered"
    assert (await _post(referral, case_id, fields)).status_code == 303
    assert (await row_of(referral, case_id))["state"] == "declined"


async def test_a_partner_that_declines_what_was_accepted_for_it_reads_no_longer(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    assert (await recorded(referral, case_id, "accept")).status_code == 303
    for _ in range(2):
        assert (await by_api(referral, reference, "decline", reason="no_capacity")).status_code == 200
    fact = await referral.heard("referral.returned", case_id)
    assert (fact["data"]["by"], fact["data"]["reason"]) == ("partner", "no_capacity")
    row = await row_of(referral, case_id)
    assert (row["state"], row["late"]) == ("returned", None)
    assert await referral.store["packages"].find_one({"_id": row["_id"]}) is None


async def test_both_at_once_give_one_state_and_the_later_is_told_or_refused(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    fields = told("decline:no_capacity", (await row_of(referral, case_id))["version"])
    heard, own = await asyncio.gather(_post(referral, case_id, fields), by_api(referral, reference, "accept"))
    row = await row_of(referral, case_id)
    assert own.status_code == 200
    assert (heard.status_code, row["state"], row["late"]) in ((409, "accepted", None), (303, "declined", "accept"))


async def test_the_partner_sees_what_was_entered_for_it_and_corrects_it(referral: Referral) -> None:
    case_id, *_ = await referral.at_partner("partner_b")
    link, page = await _link_again(referral, case_id), _from_the_page(referral)
    assert (await recorded(referral, case_id, "decline:no_capacity")).status_code == 303
    pin = referral.partners["partner_b"]["pin"]
    inside = page | {"Cookie": cookie(await referral.http.post(link, headers=page, data={"pin": pin}))}
    shown = (await referral.http.get(link, headers=inside)).text
    for each in (
        WHO,
        "Absage: Zurzeit keine Kapazität",
        "Diese Antwort hat unsere Beratung für Sie eingetragen.",
    ):
        assert each in shown
    for each in (NUMBER, "Anna"):
        assert each not in shown
    version = str((await row_of(referral, case_id))["version"])
    corrected = {"act": "accept", "version": version, "seen": "declined"}
    assert (await referral.http.post(f"{link}/antwort", headers=inside, data=corrected)).status_code == 303
    late = await referral.heard("referral.answered-late", case_id)
    assert (late["data"]["answer"], late["data"]["by"]) == ("accepted", "partner")
    assert (await row_of(referral, case_id))["state"] == "declined"
    after = (await referral.http.get(link, headers=inside)).text
    assert "Ihre Antwort ist angekommen." in after
    assert "Stimmt sie nicht" not in after
    desk = await referral.page(f"/referral/cases/{case_id}/proposals")
    assert "Die Stelle hat doch noch geantwortet: Sie kann helfen." in desk
    assert "hat doch noch zugesagt" in desk


async def test_who_answers_after_the_end_by_voice_is_told_like_any_late_answer(referral: Referral) -> None:
    case_id, _ = await an_offer(referral)
    row = await row_of(referral, case_id)
    earlier = {"sent_at": now() - timedelta(days=3)}
    await referral.store["referrals"].update_one({"_id": row["_id"]}, {"$set": {"state": "expired"} | earlier})
    assert (await recorded(referral, case_id, "accept")).status_code == 303
    assert (await referral.heard("referral.answered-late", case_id))["data"]["by"] == "counsellor"
    assert (await row_of(referral, case_id))["state"] == "expired"


async def test_the_partner_contradicts_a_late_answer_that_was_entered_for_it(referral: Referral) -> None:
    case_id, *_ = await referral.at_partner("partner_b")
    link, page = await _link_again(referral, case_id), _from_the_page(referral)
    pin = referral.partners["partner_b"]["pin"]
    inside = page | {"Cookie": cookie(await referral.http.post(link, headers=page, data={"pin": pin}))}
    row = await row_of(referral, case_id)
    earlier = {"sent_at": now() - timedelta(days=3)}
    await referral.store["referrals"].update_one({"_id": row["_id"]}, {"$set": {"state": "expired"} | earlier})
    assert (await recorded(referral, case_id, "decline:no_capacity")).status_code == 303
    shown = (await referral.http.get(link, headers=inside)).text
    for each in (
        "Danach hat unsere Beratung für Sie eingetragen: Absage.",
        "Stimmt sie nicht, sagen Sie es uns hier.",
        "Annehmen",
    ):
        assert each in shown
    assert "Ihre Antwort ist angekommen." not in shown
    version = str((await row_of(referral, case_id))["version"])
    corrected = {"act": "accept", "version": version, "seen": "expired"}
    assert (await referral.http.post(f"{link}/antwort", headers=inside, data=corrected)).status_code == 303
    row = await row_of(referral, case_id)
    assert (row["state"], row["late"], row["by"]) == ("expired", "accept", "partner")
    after = (await referral.http.get(link, headers=inside)).text
    assert "Ihre Antwort ist angekommen." in after
    assert "Stimmt sie nicht" not in after


async def test_the_partner_contradicts_how_its_help_is_said_to_have_ended(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    there = f"/api/referral/partner/referrals/{reference}"
    accepted = await referral.http.post(f"{there}/accept", headers=referral.system("partner_a"))
    assert accepted.status_code == 200
    assert (await recorded(referral, case_id, "complete:helped", seen="accepted")).status_code == 303
    completed = await seen(referral, reference)
    assert completed["state"] == "completed"
    assert "items" not in completed
    contradicted = await referral.http.post(f"{there}/accept", headers=referral.system("partner_a"))
    assert (contradicted.status_code, contradicted.json()["state"]) == (200, "completed")
    late = await referral.heard("referral.answered-late", case_id)
    assert (late["data"]["answer"], late["data"]["by"]) == ("accepted", "partner")
    desk = await referral.page(f"/referral/cases/{case_id}/proposals")
    assert "Die Stelle widerspricht: Die Hilfe läuft noch." in desk
    assert "hat doch noch zugesagt" in desk
    own = await referral.http.post(
        f"{there}/fail", headers=referral.system("partner_a"), json={"reason": "not_reached"}
    )
    assert own.status_code == 409


async def test_what_a_partner_entered_as_the_end_it_does_not_contradict(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    there, own = f"/api/referral/partner/referrals/{reference}", referral.system("partner_a")
    await referral.http.post(f"{there}/accept", headers=own)
    await referral.http.post(f"{there}/complete", headers=own, json={"outcome": "helped"})
    assert (await referral.http.post(f"{there}/accept", headers=own)).status_code == 409
    assert (await row_of(referral, case_id))["late"] is None
