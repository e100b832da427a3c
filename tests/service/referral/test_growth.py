"""Supervisors see how the network grew, from the history of the entries."""

import re

import pytest

from tests.harness.services.referral import Referral
from tests.service.referral.test_directory_pages import DIRECTORY, page, post
from tests.service.referral.test_onboarding import as_it_was, entered

pytestmark = pytest.mark.engines
__all__ = ["as_it_was"]


def row(shown: str, head: str) -> list[int]:
    found = re.search(rf'<th scope="row">{re.escape(head)}</th>((?:<td>\d+</td>)+)', shown)
    assert found
    return [int(each) for each in re.findall(r"<td>(\d+)</td>", found[1])]


async def test_what_is_entered_counts_from_today_and_what_is_delisted_no_more(referral: Referral) -> None:
    before = await page(referral, f"{DIRECTORY}/growth")
    partner_id = await entered(referral, land="SL")
    grown = await page(referral, f"{DIRECTORY}/growth")
    for head in ("Zusammen", "Saarland"):
        assert row(grown, head)[-1] == row(before, head)[-1] + 1
        assert row(grown, head)[:-1] == row(before, head)[:-1]
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/delist")).status_code == 303
    assert row(await page(referral, f"{DIRECTORY}/growth"), "Zusammen") == row(before, "Zusammen")


async def test_a_counsellor_has_no_such_page(referral: Referral) -> None:
    refused = await referral.http.get(f"{DIRECTORY}/growth", headers=referral.counsellor)
    assert refused.status_code == 404
    assert "Wachstum des Netzes" not in await referral.page(DIRECTORY)
