"""A partner asks before it decides, or has nobody free until a day: the referral stays open, and somebody answers."""

import json
import re
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from shared.clock import berlin_day, now
from shared.contracts import partner
from tests.harness.eventually import eventually
from tests.harness.services.referral import Referral
from tests.service.referral.test_access import _from_the_page, _link
from tests.service.referral.test_answers_by_topic import Partner, an_offer, partners  # noqa: F401
from tests.service.referral.test_partner_pages import cookie

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"
QUESTION = "Wie erreichen wir die Person am Abend?"
REPLY = "Abends nur über das Diensthandy."


def to_come(days: int = 30) -> date:
    return berlin_day(now()) + timedelta(days=days)


async def by_api(referral: Referral, reference: str, act: str, who: str = "partner_a", **body: Any) -> httpx2.Response:
    return await referral.http.post(f"{API}/{reference}/{act}", headers=referral.system(who), json=body)


async def seen(referral: Referral, reference: str) -> dict[str, Any]:
    found: dict[str, Any] = (await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_a"))).json()
    return found


async def row_of(referral: Referral, case_id: str) -> dict[str, Any]:
    row = await referral.store["referrals"].find_one({"case_id": case_id})
    assert row
    return dict(row)


async def replied(referral: Referral, case_id: str, **more: str) -> int:
    row = await row_of(referral, case_id)
    asked = await referral.store["inquiries"].find_one({"case_id": case_id})
    assert asked
    said = {"act": "reply", "inquiry": asked["_id"], "version": str(row["version"]), "text": REPLY} | more
    address = f"/referral/cases/{case_id}/referrals/{row['_id']}"
    return (await referral.http.post(address, headers=referral.counsellor, data=said)).status_code


async def test_a_question_is_answered_at_the_desk_and_read_where_it_was_asked(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    asked = await by_api(referral, reference, "ask", items=["contact"], text=QUESTION)
    assert (asked.status_code, asked.json()["state"]) == (200, "questioned")
    told = await referral.heard("referral.questioned", case_id)
    assert QUESTION not in json.dumps(told)
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    assert QUESTION in page
    assert "Ihre Antwort an die Stelle" in page

    assert await replied(referral, case_id) == 303
    await referral.heard("referral.informed", case_id)
    informed = await referral.heard("referral.informed", reference)
    assert REPLY not in json.dumps(informed)
    known = await seen(referral, reference)
    assert known["state"] == "informed"
    assert [(each["text"], each["reply"]) for each in known["inquiries"]] == [(QUESTION, REPLY)]
    assert (await by_api(referral, reference, "accept")).json()["state"] == "accepted"


async def test_what_is_asked_and_replied_is_stored_sealed_and_erased_with_the_case(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    await by_api(referral, reference, "ask", text=QUESTION)
    await replied(referral, case_id)
    stored = str(await referral.store["inquiries"].find_one({"case_id": case_id}))
    assert QUESTION not in stored
    assert REPLY not in stored


async def test_the_same_question_again_is_one_and_another_waits_for_the_reply(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    for _ in range(2):
        assert (await by_api(referral, reference, "ask", text=QUESTION)).status_code == 200
    other = await by_api(referral, reference, "ask", text="Und am Wochenende?")
    assert (other.status_code, other.json()["type"]) == (409, "urn:lotse:problem:not-in-this-state")
    assert await referral.store["inquiries"].count_documents({"case_id": case_id}) == 1
    assert await replied(referral, case_id) == 303
    assert await replied(referral, case_id) == 409
    assert (await by_api(referral, reference, "ask", text="Und am Wochenende?")).status_code == 200


async def test_an_empty_question_and_an_empty_reply_are_refused(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    empty = await by_api(referral, reference, "ask")
    assert (empty.status_code, empty.json()["type"]) == (422, "urn:lotse:problem:wrong-value")
    await by_api(referral, reference, "ask", text=QUESTION)
    assert await replied(referral, case_id, text=" ") == 422
    assert (await seen(referral, reference))["state"] == "questioned"


async def test_another_partner_neither_asks_nor_waits(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    asked = await by_api(referral, reference, "ask", who="partner_b", text=QUESTION)
    waiting = await by_api(referral, reference, "waitlist", who="partner_b", until=str(to_come()))
    assert (asked.status_code, waiting.status_code) == (404, 404)
    assert await referral.store["inquiries"].count_documents({"case_id": case_id}) == 0


async def test_a_waiting_list_moves_the_day_and_silence_before_it_is_none(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    waiting = await by_api(referral, reference, "waitlist", until=str(to_come()))
    assert (waiting.status_code, waiting.json()["state"]) == (200, "waitlisted")
    assert waiting.json()["respond_by"][:10] == str(to_come())
    told = await referral.heard("referral.waitlisted", case_id)
    assert told["data"]["respond_by"][:10] == str(to_come())
    await _earlier_deadline_passes(referral, case_id)
    assert (await seen(referral, reference))["state"] == "waitlisted"
    assert (await by_api(referral, reference, "accept")).json()["state"] == "accepted"


@pytest.mark.parametrize("days", [0, -1, 181])
async def test_a_day_that_is_over_or_far_is_refused(referral: Referral, days: int) -> None:
    _, reference = await an_offer(referral)
    refused = await by_api(referral, reference, "waitlist", until=str(to_come(days)))
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:lotse:problem:not-in-this-state")


async def test_the_counsellor_enters_a_waiting_list_from_the_phone(referral: Referral) -> None:
    case_id, _ = await an_offer(referral)
    row = await row_of(referral, case_id)
    address = f"/referral/cases/{case_id}/referrals/{row['_id']}"
    said = {"act": "waitlist", "version": str(row["version"])}
    nothing = await referral.http.post(address, headers=referral.counsellor, data=said)
    assert nothing.status_code == 422
    entered = await referral.http.post(address, headers=referral.counsellor, data=said | {"until": str(to_come())})
    assert entered.status_code == 303
    told = await referral.heard("referral.waitlisted", case_id)
    assert told["data"]["by"] == "counsellor"


async def test_on_a_topic_a_partner_says_what_is_missing_and_until_when_it_waits(
    referral: Referral,
    partners: dict[str, Partner],  # noqa: F811
) -> None:
    (case_id, reference), ours = await an_offer(referral), partners["partner_a"]
    asked = await ours.write(partner.AnswerAsked.TYPE, {"reference": reference, "items": ["contact"]})
    assert (await ours.told(asked))["data"]["answer"] == "asked"
    again = await ours.write(partner.AnswerAsked.TYPE, {"reference": reference, "items": ["name"]})
    assert (await ours.told(again))["data"]["problem"] == "not_in_this_state"
    assert await replied(referral, case_id) == 303
    over = await ours.write(partner.AnswerWaitlisted.TYPE, {"reference": reference, "until": "2020-01-01"})
    assert (await ours.told(over))["data"]["problem"] == "other"
    waiting = await ours.write(partner.AnswerWaitlisted.TYPE, {"reference": reference, "until": to_come().isoformat()})
    assert (await ours.told(waiting))["data"]["answer"] == "waitlisted"
    assert [each["items"] for each in (await seen(referral, reference))["inquiries"]] == [["contact"]]


async def test_a_question_without_the_pin_is_kept_and_goes_with_it(referral: Referral) -> None:
    link, page = await _link(referral), _from_the_page(referral)
    pin = referral.partners["partner_b"]["pin"]
    said = {"act": "ask", "version": "2", "seen": "sent", "text": QUESTION, "items": ["contact", "name"]}
    asked = await referral.http.post(f"{link}/antwort", headers=page, data=said)
    assert asked.status_code == 401
    kept = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', asked.text)
    fields: dict[str, Any] = dict(kept) | {"items": [value for name, value in kept if name == "items"], "pin": pin}
    answered = await referral.http.post(link, headers=page, data=fields)
    assert answered.status_code == 303
    inside = page | {"Cookie": cookie(answered)}
    shown = (await referral.http.get(answered.headers["location"], headers=inside)).text
    assert QUESTION in shown
    assert "Ihre Frage ist bei uns angekommen." in shown
    assert "erst nach unserer Antwort auf Ihre Frage" in shown


async def test_nothing_of_it_is_shown_to_the_partner_once_it_is_over(referral: Referral) -> None:
    case_id, reference = await an_offer(referral)
    await by_api(referral, reference, "ask", text=QUESTION)
    await replied(referral, case_id)
    await by_api(referral, reference, "decline", reason="no_capacity")
    known = await seen(referral, reference)
    assert (known["state"], "inquiries" in known) == ("declined", False)
    assert REPLY in await referral.page(f"/referral/cases/{case_id}/proposals")


async def _earlier_deadline_passes(referral: Referral, case_id: str) -> None:
    """That of the sending, before the day that the partner gave."""
    first = await referral.store["dispatches"].find_one({"key": case_id, "kind": "miss"}, sort=[("due", 1)])
    assert first
    await referral.store["dispatches"].update_one({"_id": first["_id"]}, {"$currentDate": {"due": True}})

    async def passed() -> bool:
        return await referral.store["dispatches"].find_one({"_id": first["_id"], "status": "done"}) is not None

    await eventually(passed)
