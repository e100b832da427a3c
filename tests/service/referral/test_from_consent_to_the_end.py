"""A consent becomes a referral that its partner fetches and ends; without it nothing reaches the partner."""

import asyncio
import json
from collections import Counter

import pytest

from infra.demo.partner_system import PartnerSystem
from infra.kafka.admin import librdkafka
from shared.contracts.intake import ConsentWithdrawn
from shared.sealing.keys import decode
from tests.harness.engines.store_queries import Asked
from tests.harness.eventually import eventually
from tests.harness.services.referral import KEYS, PACKAGE, TOKENS, Referral

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"


async def test_consent_fetches_the_package_and_sends_the_referral(referral: Referral) -> None:
    case_id = await referral.opened()
    await referral.consented(case_id)
    sent = await referral.heard("referral.sent", case_id)
    assert sent["data"]["partner_id"] == referral.partners["partner_a"]["id"]
    assert sent["sequence"] == "0000000001"
    reference = await referral.offered(case_id)
    assert PACKAGE["account"] not in json.dumps(referral.said, ensure_ascii=False)

    seen = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_a"))
    assert (seen.status_code, seen.json()["items"]) == (200, PACKAGE)
    assert seen.json()["notice"] == "Dies ist weder Strafanzeige noch Strafantrag."
    await referral.heard("referral.delivered", case_id)

    taken = await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_a"))
    assert (taken.status_code, taken.json()["state"]) == (200, "accepted")
    accepted = await referral.heard("referral.accepted", case_id)
    assert accepted["data"]["by"] == "partner"


async def test_on_the_way_to_the_partner_each_transaction_reads_a_document_once(
    referral: Referral, all_asked: Asked
) -> None:
    """Of the referral one more is read outside, to know which items of the package are fetched."""
    case_id = await referral.opened()
    all_asked.forget()
    await referral.consented(case_id)
    await referral.heard("referral.sent", case_id)
    read = Counter(each.collection for each in all_asked.new() if each.asked.startswith("{find:"))
    assert [read[each] for each in ("partners", "access", "referrals")] == [2, 2, 2]


async def test_what_the_consent_does_not_name_is_not_passed_on_also_where_it_is_handed_out(referral: Referral) -> None:
    case_id, handover_id = await referral.opened(), "00000000-0000-4000-8000-000000000002"
    referral.intake.packages[handover_id] = PACKAGE | {"name": "Ein Name."}
    given = referral.consent(case_id, handover_id, "partner_a")
    await referral.speaker.say_and_send(case_id, given)
    reference = await referral.offered(case_id)
    seen = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_a"))
    assert seen.json()["items"] == PACKAGE


async def test_a_consent_that_is_heard_again_leads_to_the_same_referral(referral: Referral) -> None:
    """The store was put back from before it heard of the case."""
    case_id = await referral.opened()
    handover_id = await referral.consented(case_id)
    first = await referral.heard("referral.sent", case_id)
    await referral.offered(case_id)
    for collection in ("referrals", "packages", "handovers"):
        await referral.store[collection].delete_many({"case_id": case_id})
    again = referral.consent(case_id, handover_id, "partner_a")
    await referral.speaker.say_and_send(case_id, again)

    async def sent() -> list[str]:
        said = [event for event in referral.said if event["type"].endswith(".referral.sent.v1")]
        return [event["data"]["referral_id"] for event in said if event["partitionkey"] == case_id]

    assert await eventually(sent, lambda ids: len(ids) == 2) == [first["data"]["referral_id"]] * 2


async def test_a_package_that_is_not_there_yet_is_fetched_later(referral: Referral) -> None:
    case_id = await referral.opened()
    waiting = referral.consent(case_id, "00000000-0000-4000-8000-000000000001", "partner_b")
    referral.intake.packages[waiting.handover_id] = 409
    await referral.speaker.say_and_send(case_id, waiting)

    async def asked() -> int:
        return referral.intake.asked.count(waiting.handover_id)

    await eventually(asked, lambda times: times >= 2)
    referral.intake.packages[waiting.handover_id] = PACKAGE
    await referral.heard("referral.sent", case_id)


async def test_a_withdrawn_consent_takes_the_package_back(referral: Referral) -> None:
    case_id = await referral.opened()
    handover_id = await referral.consented(case_id)
    reference = await referral.offered(case_id)
    given = referral.consent(case_id, handover_id, "partner_a")
    recall = f"/internal/recalls/{(await referral.heard('referral.sent', case_id))['data']['referral_id']}"
    assert (await referral.http.get(recall, headers=_token("notification"))).status_code == 410
    await referral.speaker.say_and_send(case_id, ConsentWithdrawn.model_validate(given.data()))
    recalled = await referral.heard("referral.recalled", case_id)
    assert recalled["data"]["reason"] == "consent_withdrawn"
    answered = await referral.http.get(recall, headers=_token("notification"))
    assert _opened(answered.json())["to"] == ["eingang@lindenhof.example.org"]
    notice = await referral.http.get(recall.replace("recalls", "notices"), headers=_token("notification"))
    assert notice.status_code == 410
    await referral.heard("referral.recalled", reference)
    seen = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_a"))
    assert (seen.json()["state"], seen.json().keys() & {"items", "notice"}) == ("recalled", set())
    late = await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_a"))
    assert (late.status_code, late.json()["type"]) == (409, "urn:lotse:problem:not-in-this-state")


async def test_notification_learns_whom_to_tell_and_nobody_else_does(referral: Referral) -> None:
    case_id = await referral.opened()
    await referral.consented(case_id)
    sent = await referral.heard("referral.sent", case_id)
    path = f"/internal/notices/{sent['data']['referral_id']}"
    assert (await referral.http.get(path)).status_code == 401
    assert (await referral.http.get(path, headers=_token("intake"))).status_code == 401
    first, again = [(await referral.http.get(path, headers=_token("notification"))).json() for _ in range(2)]
    notice = _opened(first)
    assert notice == _opened(again)
    assert notice["to"] == ["eingang@lindenhof.example.org"]
    assert sent["data"]["referral_id"] not in notice["link"]


def _token(service: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKENS[service]}"}


def _opened(body: dict[str, str]) -> dict[str, str | list[str]]:
    notice: dict[str, str | list[str]] = json.loads(KEYS["notification"].open(decode(body["sealed"])))
    return notice


async def test_the_demo_partner_system_hears_fetches_and_answers(referral: Referral) -> None:
    case_id = await referral.opened()
    await referral.consented(case_id, "partner_b")
    reference = await referral.offered(case_id)
    partner = referral.partners["partner_b"]
    kafka = librdkafka(referral.kafka)

    def at_the_partner() -> dict[str, str]:
        with PartnerSystem(kafka, partner["topic"], partner["token"]) as theirs:
            offer = next(each for each in theirs.offers(15) if each["data"]["reference"] == reference)
            assert theirs.look(offer)["items"] == PACKAGE
            theirs.accept(offer)
            theirs.contacted(offer)
            return theirs.complete(offer, "helped")

    assert (await asyncio.to_thread(at_the_partner))["state"] == "completed"
    completed = await referral.heard("referral.completed", case_id)
    assert completed["data"]["outcome"] == "helped"
