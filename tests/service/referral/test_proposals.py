"""The counsellor's page of a case: partners with reasons, and what follows when one does not help."""

import pytest

from tests.harness.services.referral import Referral

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"


async def test_a_triaged_case_gets_proposals_with_reasons_and_a_way_to_hand_over(referral: Referral) -> None:
    case_id = await referral.opened(wishes={"no_police": True})
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    first = referral.partners["partner_a"]["id"]
    assert f"/desk/cases/{case_id}/handovers/new?partner={first}" in page
    assert "deckt den Bedarf: Beweise sichern, Rechtliche Beratung" in page
    assert "Wunsch: keine Polizei" in page


async def test_a_declined_referral_brings_the_next_partner(referral: Referral) -> None:
    case_id = await referral.opened()
    await referral.consented(case_id)
    reference = await referral.offered(case_id)
    answer = {"reason": "no_capacity"}
    said = await referral.http.post(f"{API}/{reference}/decline", headers=referral.system("partner_a"), json=answer)
    assert said.json()["state"] == "declined"
    sent = await referral.heard("referral.declined", case_id)
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    a, b = (referral.partners[key]["id"] for key in ("partner_a", "partner_b"))
    assert f'data-excluded="{a}" data-why="declined"' in page
    assert f"?partner={b}&amp;replaces={sent['data']['referral_id']}" in page
    assert f"?partner={a}" not in page


async def test_a_fragment_has_no_frame(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proposals"
    fragment = (await referral.http.get(path, headers=referral.counsellor | {"HX-Request": "true"})).text
    assert "<html" not in fragment
    assert "data-partner" in fragment
