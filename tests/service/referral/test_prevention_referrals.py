"""A referral of somebody to whom nothing happened: sent, read and answered like any other, and it has no proceeding."""

import asyncio
import json
from typing import Any

import pytest

from services.referral.domain.inquiry import NOTHING_OF_AN_ACT
from shared.contracts.intake import CaseErased, ConsentWithdrawn
from tests.harness.case_events import case_opened
from tests.harness.eventually import eventually
from tests.harness.services.referral import Referral
from tests.service.referral.test_access import _from_the_page, _link_again
from tests.service.referral.test_partner_pages import cookie
from tests.service.referral.test_told_proceedings import TOLD, count, tell

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"
PREVENTION = "Es geht um Vorbeugung. Als die Person zustimmte, hatte sie uns von keiner Tat erzählt."
WANTED = {"name": "Büro der Bürgermeisterin", "account": "Sicherheitsberatung für das Rathaus."}
KEPT_FOR: dict[str, Any] = {
    "purpose": "prevention",
    "threat_kinds": [],
    "needs": ["legal"],
    "urgency": "routine",
}


async def offered(referral: Referral, partner: str = "partner_b") -> tuple[str, str, str]:
    """Case, hand-over and reference."""
    case_id = await referral.opened(**KEPT_FOR)
    handover_id = "00000000-0000-4000-8000-" + case_id[-12:]
    referral.intake.packages[handover_id] = WANTED
    await referral.speaker.say_and_send(case_id, referral.consent(case_id, handover_id, partner, items=[*WANTED]))
    return case_id, handover_id, await referral.offered(case_id)


async def inside(referral: Referral, case_id: str) -> tuple[str, dict[str, str]]:
    link, origin = await _link_again(referral, case_id), _from_the_page(referral)
    entered = await referral.http.post(link, headers=origin, data={"pin": referral.partners["partner_b"]["pin"]})
    return link, origin | {"Cookie": cookie(entered)}


async def test_the_partner_reads_behind_link_and_pin_that_nothing_happened_and_answers(referral: Referral) -> None:
    case_id, _, reference = await offered(referral)
    sent = await referral.heard("referral.sent", case_id)
    assert sent["data"]["purpose"] == "prevention"
    link, page = await inside(referral, case_id)
    shown = (await referral.http.get(link, headers=page)).text
    assert all(
        each in shown for each in (PREVENTION, *WANTED.values(), "Dies ist weder Strafanzeige noch Strafantrag.")
    )
    seen = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_b"))
    assert (seen.json()["purpose"], seen.json()["items"]) == ("prevention", WANTED)
    assert all(each not in json.dumps(referral.said, ensure_ascii=False) for each in WANTED.values())

    declined = {"act": "decline", "reason": "waitlist", "version": "3", "seen": "delivered"}
    assert (await referral.http.post(f"{link}/antwort", headers=page, data=declined)).status_code == 303
    answered = await referral.heard("referral.declined", case_id)
    assert answered["data"]["by"] == "partner"
    desk = await referral.page(f"/referral/cases/{case_id}/proposals")
    assert "Zur Vorbeugung: Von einer Tat ist nichts erzählt" in desk
    assert "Vorläufig" not in desk


async def test_another_partner_finds_nothing_and_an_answer_sent_twice_is_one(referral: Referral) -> None:
    case_id, _, reference = await offered(referral)
    there = f"{API}/{reference}"
    foreign, nowhere = [
        await referral.http.get(f"{API}/{each}", headers=referral.system("partner_a")) for each in (reference, "f" * 32)
    ]
    assert (foreign.status_code, foreign.content) == (404, nowhere.content)
    assert (await referral.http.post(f"{there}/accept", headers=referral.system("partner_a"))).status_code == 404
    answers = await asyncio.gather(
        *(referral.http.post(f"{there}/accept", headers=referral.system("partner_b")) for _ in range(4))
    )
    assert {each.json()["state"] for each in answers if each.status_code == 200} == {"accepted"}
    await referral.heard("referral.accepted", case_id)
    said = [each for each in referral.said if each["partitionkey"] == case_id and "accepted" in each["type"]]
    assert len(said) == 1


async def test_there_is_no_proceeding_for_the_police_to_tell_or_the_desk_to_enter(referral: Referral) -> None:
    case_id, _, reference = await offered(referral)
    await referral.store["referrals"].update_one({"reference": reference}, {"$set": {"partner_category": "police"}})
    await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_b"))
    told = await tell(referral, reference, TOLD)
    assert (told.status_code, told.json()["type"]) == (409, "urn:lotse:problem:not-in-this-state")
    link, page = await inside(referral, case_id)
    assert f"{link}/verfahren" not in (await referral.http.get(link, headers=page)).text
    assert (await referral.http.get(f"{link}/verfahren", headers=page)).status_code == 409

    entered = {**TOLD, "source": "affected_person", "roles": ["self"], "authority_land": "NW"}
    refused = await referral.http.post(
        f"/referral/cases/{case_id}/proceedings", headers=referral.counsellor, data=entered
    )
    assert refused.status_code == 404
    assert await count(referral, case_id) == 0


async def test_no_page_leads_to_proceedings_or_deadlines_and_behind_the_addresses_is_nothing(
    referral: Referral,
) -> None:
    case_id, _, _ = await offered(referral)
    sent = await referral.store["referrals"].find_one({"case_id": case_id})
    assert sent
    case = f"/referral/cases/{case_id}"
    for page in ("proposals", "capacity-inquiries", f"referrals/{sent['_id']}/phone-answer"):
        shown = await referral.page(f"{case}/{page}")
        tabs = [f"{case_id}/{tab}" in shown for tab in ("proceedings", "deadlines", "letters")]
        assert tabs == [False, False, True], page
    guessed = {"happened": ["threat"], "to": case_id, "version": "1"}
    for act in ("", "/prefilled", f"/{case_id}", f"/{case_id}/same-act", f"/{case_id}/own-act"):
        said = await referral.http.post(f"{case}/proceedings{act}", headers=referral.counsellor, data=guessed)
        assert said.status_code in (404, 422), act
    for gone in ("proceedings", f"proceedings/{case_id}", "offence-guide"):
        assert (await referral.http.get(f"{case}/{gone}", headers=referral.counsellor)).status_code == 404, gone
    looks = [each["what"] async for each in referral.store["audit"].find({"case": case_id})]
    assert "proposals" in looks
    assert "proceedings" not in looks, "there was nothing to look at"
    assert (await referral.page(f"{case}/proceedings/own-data")).strip() == "", "her own data asks for it"


async def test_once_it_is_a_case_proceedings_are_entered_and_the_referral_stays_what_it_was(
    referral: Referral,
) -> None:
    case_id, _, reference = await offered(referral)
    assert "/additions/new" in await referral.page(f"/referral/cases/{case_id}/proposals")
    opened = case_opened(case_id, land="NW", needs=["legal"], threat_kinds=[])
    await referral.speaker.say_and_send(case_id, opened)
    path = f"/referral/cases/{case_id}/proceedings"
    proposals = f"/referral/cases/{case_id}/proposals"
    await eventually(lambda: referral.page(proposals), lambda page: path in page)
    assert f'action="{path}"' in await referral.page(path)
    seen = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_b"))
    assert seen.json()["purpose"] == "prevention"
    assert "/additions/new" not in await referral.page(f"/referral/cases/{case_id}/proposals")


async def test_what_we_reply_to_a_question_tells_of_no_act_either_and_nothing_typed_is_lost(referral: Referral) -> None:
    case_id, _, reference = await offered(referral)
    there, system = f"{API}/{reference}", referral.system("partner_b")
    assert (
        await referral.http.post(f"{there}/ask", headers=system, json={"text": "Wann passt es?"})
    ).status_code == 200
    asked = await referral.store["inquiries"].find_one({"case_id": case_id})
    row = await referral.store["referrals"].find_one({"case_id": case_id})
    assert asked
    assert row
    said = {"act": "reply", "inquiry": asked["_id"], "version": str(row["version"])}
    address, reply = f"/referral/cases/{case_id}/referrals/{row['_id']}", "Gern im Januar."

    empty = await referral.http.post(address, headers=referral.counsellor, data=said)
    assert all(f'href="#f-{each}-{reference}"' in empty.text for each in ("reply", "tells_no_act"))
    refused = await referral.http.post(address, headers=referral.counsellor, data=said | {"text": reply})
    assert (refused.status_code, NOTHING_OF_AN_ACT in refused.text) == (422, True)
    assert f"{reply}</textarea>" in refused.text
    assert (await referral.http.get(there, headers=system)).json()["state"] == "questioned"

    confirmed = said | {"text": reply, "tells_no_act": "true"}
    assert (await referral.http.post(address, headers=referral.counsellor, data=confirmed)).status_code == 303
    known = (await referral.http.get(there, headers=system)).json()
    assert [each["reply"] for each in known["inquiries"]] == [reply]


@pytest.mark.parametrize(("known", "agreed"), [("prevention", "counselling"), ("counselling", "prevention")])
async def test_a_partner_reads_what_was_so_when_the_person_agreed_however_late_her_case_is_heard_of(
    referral: Referral, known: str, agreed: str
) -> None:
    case_id = await referral.opened(**(KEPT_FOR if known == "prevention" else {}))
    await referral.consented(case_id, "partner_b", purpose=agreed)
    reference = await referral.offered(case_id)
    seen = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_b"))
    assert seen.json().get("purpose") == (agreed if agreed == "prevention" else None)


async def test_withdrawn_the_partner_reads_so_and_erased_it_finds_nothing(referral: Referral) -> None:
    case_id, handover_id, reference = await offered(referral)
    link, page = await inside(referral, case_id)
    assert WANTED["account"] in (await referral.http.get(link, headers=page)).text
    given = referral.consent(case_id, handover_id, "partner_b", items=[*WANTED])
    await referral.speaker.say_and_send(case_id, ConsentWithdrawn.model_validate(given.data()))
    await referral.heard("referral.recalled", case_id)
    withdrawn = (await referral.http.get(link, headers=page)).text
    assert ("zurückgezogen" in withdrawn, WANTED["account"] in withdrawn) == (True, False)

    await referral.speaker.say_and_send(case_id, CaseErased(case_id=case_id))

    async def status() -> int:
        there = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_b"))
        return there.status_code

    await eventually(status, lambda found: found == 404)
    assert (await referral.http.get(link, headers=page)).status_code in (404, 410)
