"""The directory is what its file says: each change is published once, and a partner that is gone is not proposed."""

import json

import pytest

from services.referral.commands import directory, read_directory
from services.referral.handlers.operator.import_directory import import_directory
from shared.bus import Connection, UnitOfWork
from tests.harness.services.referral import DIRECTORY, Referral, settings_of

pytestmark = pytest.mark.engines


async def test_a_change_is_published_once_and_a_removed_partner_is_not_proposed(referral: Referral) -> None:
    case_id = await referral.opened()
    partners = read_directory(json.loads(DIRECTORY.read_text())["partners"])
    unit_of_work = UnitOfWork(referral.store, "referral")
    assert await unit_of_work(lambda tx: import_directory(tx, partners)) == 0
    shown = await referral.page(f"/referral/cases/{case_id}/proposals")
    gone = next(each for each in partners if "Atempause" in each.name)
    assert f'data-partner="{gone.partner_id}"' in shown
    fewer = [each for each in partners if each != gone]
    assert await unit_of_work(lambda tx: import_directory(tx, fewer)) == 1
    await referral.heard("directory.delisted", gone.partner_id)
    assert f'data-excluded="{gone.partner_id}" data-why="delisted"' in await referral.page(
        f"/referral/cases/{case_id}/proposals"
    )
    assert await unit_of_work(lambda tx: import_directory(tx, partners)) == 1


async def test_the_same_directory_again_changes_nothing_and_issues_no_other_access(
    referral: Referral, mongo: str, kafka: Connection
) -> None:
    entries, settings = json.loads(DIRECTORY.read_text())["partners"], settings_of("referral", mongo, kafka)
    assert await directory(settings, entries, referral.partners) == (0, referral.partners)
    listed = await referral.http.get("/api/referral/partner/referrals", headers=referral.system("partner_a"))
    assert listed.status_code == 200
