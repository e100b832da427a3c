"""A partner that does not answer: overdue, then expired; an answer in time stops both."""

import pytest

from tests.harness.eventually import eventually
from tests.harness.services.referral import Referral

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"


async def test_silence_becomes_overdue_then_expired_and_a_late_answer_comes_too_late(referral: Referral) -> None:
    case_id = await referral.opened()
    await referral.consented(case_id)
    reference = await referral.offered(case_id)
    await _deadline_passes(referral, case_id, "miss")
    await referral.heard("referral.overdue", case_id)
    await referral.heard("referral.overdue", reference)
    assert "Antwort überfällig" in await referral.page(f"/referral/cases/{case_id}/proposals")
    await _deadline_passes(referral, case_id, "expire")
    await referral.heard("referral.expired", case_id)
    late = await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_a"))
    assert late.status_code == 409
    assert 'data-why="expired"' in await referral.page(f"/referral/cases/{case_id}/proposals")


async def test_the_deadline_of_an_answered_referral_passes_in_vain(referral: Referral) -> None:
    case_id = await referral.opened()
    await referral.consented(case_id)
    reference = await referral.offered(case_id)
    await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_a"))
    await _deadline_passes(referral, case_id, "miss")
    seen = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_a"))
    assert seen.json()["state"] == "accepted"


async def _deadline_passes(referral: Referral, case_id: str, kind: str) -> None:
    """The effect of this kind, made due now, is done."""
    row = {"key": case_id, "kind": kind}

    async def passed() -> bool:
        now = {"$currentDate": {"due": True}}
        await referral.store["dispatches"].update_one(row | {"status": "waiting"}, now)
        return await referral.store["dispatches"].find_one(row | {"status": "done"}) is not None

    await eventually(passed)
