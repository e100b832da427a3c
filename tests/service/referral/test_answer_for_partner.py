"""A counsellor enters what the partner answered in another way, and recalls referrals."""

import uuid

import pytest

from services.referral.handlers.services.note_notice import note_notice
from shared.bus import UnitOfWork
from shared.store import Document
from tests.harness.eventually import eventually
from tests.harness.services.referral import PACKAGE, Referral

pytestmark = pytest.mark.engines


async def test_a_counsellor_enters_what_the_partner_said_by_phone(referral: Referral) -> None:
    case_id, *_ = await referral.at_partner()
    sent = await referral.heard("referral.sent", case_id)
    there = f"/referral/cases/{case_id}/referrals/{sent['data']['referral_id']}"
    answer = {"act": "accept", "version": "2"}
    assert (await referral.http.post(there, headers=referral.counsellor, data=answer)).status_code == 303
    assert (await referral.heard("referral.accepted", case_id))["data"]["by"] == "counsellor"
    again = {"act": "recall", "reason": "by_counsellor", "version": "2"}
    assert (await referral.http.post(there, headers=referral.counsellor, data=again)).status_code == 409


async def test_a_mail_that_failed_is_shown_and_outdates_no_answer(referral: Referral) -> None:
    case_id, *_ = await referral.at_partner()
    referral_id = (await referral.heard("referral.sent", case_id))["data"]["referral_id"]
    await UnitOfWork(referral.store, "referral")(lambda tx: note_notice(tx, referral_id, "failed"))
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    assert "konnte nicht zugestellt werden" in page
    answer = {"act": "accept", "version": "2"}
    there = f"/referral/cases/{case_id}/referrals/{referral_id}"
    assert (await referral.http.post(there, headers=referral.counsellor, data=answer)).status_code == 303


async def test_a_referral_that_is_recalled_before_it_was_sent_is_over_at_intake_and_known_to_no_partner(
    referral: Referral,
) -> None:
    case_id = await referral.opened()
    waiting = referral.consent(case_id, str(uuid.uuid4()), "partner_a")
    referral.intake.packages[waiting.handover_id] = 409
    await referral.speaker.say_and_send(case_id, waiting)

    async def prepared() -> Document | None:
        return await referral.store["referrals"].find_one({"case_id": case_id})

    row = await eventually(prepared)
    assert row
    there = f"/referral/cases/{case_id}/referrals/{row['_id']}"
    recall = {"act": "recall", "reason": "by_counsellor", "version": "1"}
    assert (await referral.http.post(there, headers=referral.counsellor, data=recall)).status_code == 303
    referral.intake.packages[waiting.handover_id] = PACKAGE
    await referral.consented(case_id, "partner_b")
    await referral.heard("referral.sent", case_id)
    about = [each for each in referral.said if each["data"].get("referral_id") == row["_id"]]
    assert [each["type"] for each in about] == ["lotse.referral.referral.recalled.v1"]
    assert not [each for each in referral.said if each["partitionkey"] == row["reference"]]
    listed = await referral.http.get("/api/referral/partner/referrals", headers=referral.system("partner_a"))
    assert (listed.status_code, row["reference"] in listed.text) == (200, False)
