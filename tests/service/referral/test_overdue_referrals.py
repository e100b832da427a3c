"""A partner that does not answer: overdue, until a counsellor waits no longer; whatever it answers is heard."""

from datetime import datetime, timedelta

import pytest

from shared.clock import now
from tests.harness.eventually import eventually
from tests.harness.services.referral import Referral

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"


async def test_silence_becomes_overdue_and_only_a_counsellor_gives_it_up(referral: Referral) -> None:
    case_id, _, reference = await referral.at_partner()
    await _deadline_passes(referral, case_id, "miss")
    await referral.heard("referral.overdue", case_id)
    await referral.heard("referral.overdue", reference)
    assert "Antwort überfällig" in await referral.page(f"/referral/cases/{case_id}/proposals")
    assert await referral.store["dispatches"].count_documents({"key": case_id, "status": "waiting"}) == 0
    await _give_up(referral, case_id)
    await referral.heard("referral.expired", case_id)
    assert 'data-why="expired"' in await referral.page(f"/referral/cases/{case_id}/proposals")
    seen = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_a"))
    assert (seen.json()["state"], "items" in seen.json()) == ("expired", False)


async def test_a_clock_that_a_demo_moves_lets_it_be_late_and_goes_back(referral: Referral) -> None:
    case_id, _, reference = await referral.at_partner()
    sent = await referral.heard("referral.sent", case_id)
    respond_by = datetime.fromisoformat(sent["data"]["respond_by"])
    referral.clock.move(respond_by - now() + timedelta(seconds=1))
    try:
        overdue = await referral.heard("referral.overdue", case_id)
    finally:
        referral.clock.move(timedelta())
    assert datetime.fromisoformat(overdue["time"]) >= respond_by
    accepted = await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_a"))
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    told = await referral.heard("referral.accepted", case_id)
    assert datetime.fromisoformat(told["time"]) < respond_by


async def test_the_list_names_the_case_and_the_partner_until_nothing_is_awaited(referral: Referral) -> None:
    case_id = await referral.opened(number="L-4F7K2")
    entry = f'href="/referral/cases/{case_id}/proposals"'
    assert entry not in await referral.page("/referral/referrals")
    await referral.consented(case_id)
    reference = await referral.offered(case_id)
    page = await referral.page("/referral/referrals")
    assert entry in page
    assert "L-4F7K2" in page

    await _deadline_passes(referral, case_id, "miss")
    await referral.heard("referral.overdue", reference)
    assert "Antwort überfällig" in await referral.page("/referral/referrals")
    await _give_up(referral, case_id)
    await referral.heard("referral.expired", case_id)
    assert entry not in await referral.page("/referral/referrals")


async def test_an_answer_to_what_is_overdue_counts(referral: Referral) -> None:
    case_id, _, reference = await referral.at_partner()
    await _deadline_passes(referral, case_id, "miss")
    late = await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_a"))
    assert (late.status_code, late.json()["state"]) == (200, "accepted")


async def test_an_answer_that_nobody_waits_for_any_longer_is_told_to_the_desk(referral: Referral) -> None:
    case_id, _, reference = await referral.at_partner()
    await _deadline_passes(referral, case_id, "miss")
    await _give_up(referral, case_id)
    late = await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_a"))
    assert (late.status_code, late.json()["state"]) == (200, "expired")
    told = await referral.heard("referral.answered-late", case_id)
    assert (told["data"]["answer"], told["data"]["by"]) == ("accepted", "partner")
    page = await referral.page(f"/referral/cases/{case_id}/proposals")
    assert "Die Stelle hat doch noch geantwortet: Sie kann helfen." in page


async def test_what_an_earlier_release_scheduled_gives_nothing_up(referral: Referral) -> None:
    case_id, _, reference = await referral.at_partner()
    await _deadline_passes(referral, case_id, "miss")
    (missed,) = await referral.store["dispatches"].find({"key": case_id, "kind": "miss"}).to_list()
    scheduled = missed | {"_id": f"of a release {case_id}", "kind": "expire", "status": "waiting"}
    await referral.store["dispatches"].insert_one(scheduled)
    await _deadline_passes(referral, case_id, "expire")
    seen = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_a"))
    assert seen.json()["state"] == "overdue"


async def test_the_deadline_of_an_answered_referral_passes_in_vain(referral: Referral) -> None:
    case_id, _, reference = await referral.at_partner()
    await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_a"))
    await _deadline_passes(referral, case_id, "miss")
    seen = await referral.http.get(f"{API}/{reference}", headers=referral.system("partner_a"))
    assert seen.json()["state"] == "accepted"


async def _give_up(referral: Referral, case_id: str) -> None:
    row = await referral.store["referrals"].find_one({"case_id": case_id, "state": "overdue"})
    assert row
    address = f"/referral/cases/{case_id}/referrals/{row['_id']}"
    form = {"act": "expire", "version": str(row["version"])}
    assert (await referral.http.post(address, headers=referral.counsellor, data=form)).status_code == 303


async def _deadline_passes(referral: Referral, case_id: str, kind: str) -> None:
    """The effect of this kind, made due now, is done."""
    row = {"key": case_id, "kind": kind}

    async def passed() -> bool:
        now = {"$currentDate": {"due": True}}
        await referral.store["dispatches"].update_one(row | {"status": "waiting"}, now)
        return await referral.store["dispatches"].find_one(row | {"status": "done"}) is not None

    await eventually(passed)
