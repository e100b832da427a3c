"""Each page of a case at referral notes in the audit who looked, and at what."""

from collections.abc import Mapping
from typing import Final

import pytest

from shared.audit.trail import ENTRIES
from tests.harness.services.referral import Referral

pytestmark = pytest.mark.engines

PAGES: Final[Mapping[str, str]] = {
    "proposals": "proposals",
    "capacity-inquiries": "proposals",
    "referrals/{referral_id}/phone-answer": "proposals",
    "proceedings": "proceedings",
    "offence-guide": "proceedings",
}
"""What is looked at, by address."""


@pytest.mark.parametrize("address", PAGES)
async def test_a_look_at_a_page_is_noted(referral: Referral, address: str) -> None:
    case_id = await referral.opened()
    await referral.consented(case_id, "partner_b")
    await referral.offered(case_id)
    sent = await referral.store["referrals"].find_one({"case_id": case_id})
    assert sent
    looks = referral.store[ENTRIES].find({"case": case_id})
    assert [each["what"] async for each in looks] == []

    await referral.page(f"/referral/cases/{case_id}/{address.format(referral_id=sent['_id'])}")

    looks = referral.store[ENTRIES].find({"case": case_id})
    assert [(each["role"], each["what"]) async for each in looks] == [("counsellor", PAGES[address])]
