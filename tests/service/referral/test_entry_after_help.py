"""When its help has ended, a partner finds the way from there to its own entry of the directory."""

import re

import pytest

from tests.harness.services.referral import Referral
from tests.service.referral.test_told_proceedings import API, at_work, inside

pytestmark = pytest.mark.engines
TO_THE_ENTRY = re.compile(r'href="(/partner/eintrag/[A-Za-z0-9_-]+)"')


async def test_what_it_learnt_leads_to_its_entry_and_nowhere_before(referral: Referral) -> None:
    case_id, _, reference = await at_work(referral, "legal")
    link, page = await inside(referral, case_id)
    assert TO_THE_ENTRY.search((await referral.http.get(link, headers=page)).text) is None
    there = f"{API}/{reference}/complete"
    await referral.http.post(there, headers=referral.system("partner_b"), json={"outcome": "helped"})
    found = TO_THE_ENTRY.search((await referral.http.get(link, headers=page)).text)
    assert found
    entry = await referral.http.get(found[1], headers=page)
    assert entry.status_code == 200
    assert 'id="f-does_not"' in entry.text
