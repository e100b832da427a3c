"""Who may see and answer what: a partner its own referrals, notification a notice, a counsellor their own cases."""

import json
import uuid

import pytest

from shared.contracts.intake import ContactAssigned
from shared.contracts.vocabulary import Reason
from shared.sealing.keys import decode
from shared.web.session import reference_of
from tests.harness.eventually import eventually
from tests.harness.services.referral import KEYS, PACKAGE, TOKENS, Referral

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"


async def test_another_partners_referral_is_not_there(referral: Referral) -> None:
    *_, reference = await referral.at_partner()
    foreign = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_b"))
    absent = await referral.http.get(f"{API}/{uuid.uuid4().hex}", headers=referral.system("partner_b"))
    assert (foreign.status_code, foreign.content) == (404, absent.content)
    answer = await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_b"))
    assert (answer.status_code, answer.content) == (404, absent.content)
    listed = await referral.http.get(API, headers=referral.system("partner_b"))
    assert reference not in listed.text
    assert reference in (await referral.http.get(API, headers=referral.system("partner_a"))).text


async def test_of_a_cold_referral_the_partner_learns_nothing(referral: Referral) -> None:
    case_id = await referral.opened()
    handover_id = await referral.consented(case_id, "partner_a", kind="cold", items=[])
    named = await referral.heard("referral.named", case_id)
    assert named["data"]["card"]["phones"]
    assert handover_id not in referral.intake.asked
    row = await referral.store["referrals"].find_one({"case_id": case_id})
    assert row is not None
    seen = await referral.http.get(f"{API}/{row['reference']}", headers=referral.system("partner_a"))
    assert seen.status_code == 404
    assert not [event for event in referral.said if event["partitionkey"] == row["reference"]]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
async def test_no_token_no_answer(referral: Referral, headers: dict[str, str]) -> None:
    refused = await referral.http.get(API, headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (401, "urn:lotse:problem:unauthenticated")


@pytest.mark.parametrize("body", [{}, {"reason": "because"}, {"reason": "waitlist", "more": 1}])
async def test_a_decline_names_one_of_the_reasons(referral: Referral, body: dict[str, object]) -> None:
    *_, reference = await referral.at_partner()
    refused = await referral.http.post(f"{API}/{reference}/decline", headers=referral.system("partner_a"), json=body)
    assert refused.status_code == 422
    assert "because" not in refused.text


async def test_an_answer_that_assumes_an_old_version_is_refused(referral: Referral) -> None:
    *_, reference = await referral.at_partner()
    system = referral.system("partner_a")
    etag = (await referral.http.get(f"{API}/{reference}", headers=system)).headers["etag"]
    await referral.http.post(f"{API}/{reference}/accept", headers=system | {"If-Match": etag})
    late = await referral.http.post(f"{API}/{reference}/contact", headers=system | {"If-Match": etag})
    assert (late.status_code, late.json()["type"]) == (409, "urn:lotse:problem:changed-meanwhile")


async def test_a_partners_person_comes_in_by_link_and_pin(referral: Referral) -> None:
    link = await _link(referral)
    origin = _from_the_page(referral)
    assert "PIN Ihrer Stelle" in (await referral.http.get(link)).text
    wrong = await referral.http.post(link, headers=origin, data={"pin": "00000000"})
    assert (wrong.status_code, "set-cookie" in wrong.headers) == (401, False)
    right = await referral.http.post(link, headers=origin, data={"pin": referral.partners["partner_b"]["pin"]})
    assert right.status_code == 303
    inside = origin | {"Cookie": right.headers["set-cookie"].split(";")[0]}
    page = (await referral.http.get(link, headers=inside)).text
    assert PACKAGE["account"] in page
    assert "Dies ist weder Strafanzeige noch Strafantrag." in page
    answer = {"act": "decline", "reason": "waitlist", "version": "3"}
    said = await referral.http.post(f"{link}/antwort", headers=inside, data=answer)
    assert said.status_code == 303
    after = (await referral.http.get(link, headers=inside)).text
    assert "Nur mit Warteliste" in after
    assert PACKAGE["account"] not in after


async def test_without_the_pin_nobody_answers_and_a_changed_link_opens_nothing(referral: Referral) -> None:
    link = await _link(referral)
    answer = {"act": "accept", "version": "2"}
    outside = _from_the_page(referral)
    assert (await referral.http.post(f"{link}/antwort", headers=outside, data=answer)).status_code == 401
    assert (
        await referral.http.post(
            link, headers={"Origin": "http://evil.test", "Sec-Fetch-Site": "cross-site"}, data={"pin": "1"}
        )
    ).status_code == 400
    changed = link[:-2] + ("A" if link[-2] != "A" else "B") + link[-1]
    assert (await referral.http.get(changed)).status_code == 404


async def test_staff_pages_need_a_sign_in_and_a_known_case(referral: Referral) -> None:
    case_id = str(uuid.uuid4())
    path = f"/referral/cases/{case_id}/proposals"
    assert (await referral.http.get(path)).status_code == 303
    assert (await referral.http.get(path, headers=referral.counsellor)).status_code == 404


async def test_a_case_is_its_counsellors_as_soon_as_intake_says_so(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proposals"
    absent = await referral.http.get(path.replace(case_id, str(uuid.uuid4())), headers=referral.counsellor)

    async def seen() -> int:
        return (await referral.http.get(path, headers=referral.counsellor)).status_code

    contact_id = str(uuid.uuid4())
    for counsellor, expected in (("bert", 404), ("anna", 200), ("bert", 404)):
        assigned = ContactAssigned(
            contact_id=contact_id, case_id=case_id, reason=Reason.COUNSELLING, counsellor=reference_of(counsellor)
        )
        await referral.speaker.say_and_send(contact_id, assigned)
        await eventually(seen, lambda status, expected=expected: status == expected)  # type: ignore[misc]
    assert (await referral.http.get(path, headers=referral.counsellor)).content == absent.content


def _from_the_page(referral: Referral) -> dict[str, str]:
    return {"Origin": str(referral.http.base_url), "Sec-Fetch-Site": "same-origin"}


async def _link(referral: Referral) -> str:
    return await _link_again(referral, (await referral.at_partner("partner_b")).case_id)


async def _link_of(referral: Referral, case_id: str) -> str:
    await referral.consented(case_id, "partner_b")
    return await _link_again(referral, case_id)


async def _link_again(referral: Referral, case_id: str) -> str:
    """As notification would be given it for a mail now."""
    sent = await referral.heard("referral.sent", case_id)
    token = {"Authorization": f"Bearer {TOKENS['notification']}"}
    box = (await referral.http.get(f"/internal/notices/{sent['data']['referral_id']}", headers=token)).json()
    link: str = _json(KEYS["notification"].open(decode(box["sealed"])))["link"]
    return link.removeprefix(str(referral.http.base_url))


def _json(body: bytes) -> dict[str, str]:
    found: dict[str, str] = json.loads(body)
    return found
