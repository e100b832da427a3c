"""Silence, the telephone, a number given, erasure: what happens when nobody presses a button."""

import json

import pytest

from services.referral.commands import read_directory
from services.referral.handlers.operator.import_directory import import_directory
from shared.bus import UnitOfWork
from shared.contracts.intake import CaseErased
from tests.harness.eventually import eventually
from tests.harness.services.referral import DIRECTORY, Referral

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"


async def test_silence_becomes_overdue_then_expired_and_a_late_answer_comes_too_late(referral: Referral) -> None:
    case_id = await referral.opened()
    await referral.consented(case_id)
    reference = await referral.offered(case_id)
    await _clock_strikes(referral, case_id, "miss")
    await referral.heard("referral.overdue", case_id)
    await referral.heard("referral.overdue", reference)
    assert "Antwort überfällig" in await referral.page(f"/referral/cases/{case_id}/proposals")
    await _clock_strikes(referral, case_id, "expire")
    await referral.heard("referral.expired", case_id)
    late = await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_a"))
    assert late.status_code == 409
    assert 'data-why="expired"' in await referral.page(f"/referral/cases/{case_id}/proposals")


async def test_the_clock_of_an_answered_referral_strikes_in_vain(referral: Referral) -> None:
    case_id = await referral.opened()
    await referral.consented(case_id)
    reference = await referral.offered(case_id)
    await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_a"))
    await _clock_strikes(referral, case_id, "miss")
    seen = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_a"))
    assert seen.json()["state"] == "accepted"


async def test_a_counsellor_enters_what_the_partner_said_by_phone(referral: Referral) -> None:
    case_id = await referral.opened()
    await referral.consented(case_id)
    sent = await referral.heard("referral.sent", case_id)
    there = f"/referral/cases/{case_id}/referrals/{sent['data']['referral_id']}"
    answer = {"act": "accept", "version": "2"}
    assert (await referral.http.post(there, headers=referral.counsellor, data=answer)).status_code == 303
    assert (await referral.heard("referral.accepted", case_id))["data"]["by"] == "counsellor"
    again = {"act": "recall", "reason": "by_counsellor", "version": "2"}
    assert (await referral.http.post(there, headers=referral.counsellor, data=again)).status_code == 409


async def test_of_a_cold_referral_the_partner_learns_nothing(referral: Referral) -> None:
    case_id = await referral.opened()
    handover_id = await referral.consented(case_id, "partner_a", kind="cold", items=[])
    await referral.heard("referral.sent", case_id)
    assert handover_id not in referral.intake.asked
    row = await referral.store["referrals"].find_one({"case_id": case_id})
    assert row is not None
    seen = await referral.http.get(f"{API}/{row['reference']}", headers=referral.system("partner_a"))
    assert seen.status_code == 404
    assert not [event for event in referral.said if event["partitionkey"] == row["reference"]]


async def test_erasure_leaves_nothing_of_the_case(referral: Referral) -> None:
    case_id = await referral.opened()
    await referral.consented(case_id)
    reference = await referral.offered(case_id)
    await referral.speaker.say_and_send(case_id, CaseErased(case_id=case_id))

    async def left() -> list[str]:
        kept = {"ledger"}
        names = set(await referral.store.database.list_collection_names()) - kept
        about = {"$or": [{"_id": case_id}, {"case_id": case_id}, {"key": case_id}, {"owner": case_id}]}
        return [name for name in sorted(names) if await referral.store[name].find_one(about)]

    await eventually(left, lambda names: not names)
    keys = referral.store.client["lotse_referral_keys"]["keys"]
    assert await keys.find_one({"_id": case_id}) is None
    gone = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_a"))
    assert gone.status_code == 404


async def test_the_directory_is_said_once_and_a_removed_partner_is_not_proposed(referral: Referral) -> None:
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


async def test_a_fragment_has_no_frame(referral: Referral) -> None:
    case_id = await referral.opened()
    path = f"/referral/cases/{case_id}/proposals"
    fragment = (await referral.http.get(path, headers=referral.counsellor | {"HX-Request": "true"})).text
    assert "<html" not in fragment
    assert "data-partner" in fragment


async def _clock_strikes(referral: Referral, case_id: str, kind: str) -> None:
    """The row of this clock, made due now, is done."""
    clock = {"key": case_id, "kind": kind}

    async def struck() -> bool:
        now = {"$currentDate": {"due": True}}
        await referral.store["dispatches"].update_one(clock | {"status": "waiting"}, now)
        return await referral.store["dispatches"].find_one(clock | {"status": "done"}) is not None

    await eventually(struck)
