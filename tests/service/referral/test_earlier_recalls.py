"""After an update the desk learns what a counsellor recalled before it was sent, as the release before did not say."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import uuid4

import pytest

from services.referral.handlers.effects.announce_entries import AnnounceEntries
from services.referral.handlers.effects.tell_earlier_recalls import TellEarlierRecalls
from services.referral.main import ALL_INDEXES
from shared.bus import UnitOfWork
from shared.clock import now
from shared.contracts.referral import ReferralRecalled
from shared.store import Store, prepare
from tests.faults.versions.stored import stored
from tests.harness.services.recording_service import a_bare_store

pytestmark = pytest.mark.engines

EARLIER: Final = stored("lotse_referral")
NEVER_SENT: Final = {
    "state": "recalled", "said": "by_counsellor", "by": "counsellor", "told": None,
    "sent_at": None, "respond_by": None, "link_until": None,
}  # fmt: skip


def earlier(**changes: Any) -> dict[str, Any]:
    """As that release stored one."""
    ids = {name: str(uuid4()) for name in ("referral_id", "case_id", "handover_id", "reference")}
    return {**EARLIER["referrals"][0], **NEVER_SENT, **ids, "_id": ids["referral_id"], **changes}


def later(by: timedelta) -> datetime:
    return now() + by


STUCK: Final = earlier()
OTHERS: Final = (
    EARLIER["referrals"][0],
    earlier(sent_at=EARLIER["referrals"][0]["sent_at"], respond_by=EARLIER["referrals"][0]["respond_by"]),
    earlier(by=None, said="consent_withdrawn"),
    earlier(state="preparing", said=None, by=None),
    earlier(purpose="counselling"),
)
"""What was sent, what the person withdrew, what is not recalled, and what this release stored, and told."""


@pytest.fixture
async def updated(mongo: str, store_name: str) -> AsyncIterator[Store]:
    async with a_bare_store(mongo, store_name) as store:
        await prepare(store, ALL_INDEXES)
        await store["partners"].insert_many(EARLIER["partners"])
        await store["referrals"].insert_many([STUCK, *OTHERS])
        yield store


async def said(store: Store) -> list[dict[str, Any]]:
    found = await store["outbox"].find({"type": ReferralRecalled.TYPE}).to_list(None)
    return [json.loads(row["body"])["data"] for row in found]


async def test_a_referral_that_an_earlier_release_recalled_before_it_was_sent_is_told_once(updated: Store) -> None:
    chore = TellEarlierRecalls(UnitOfWork(updated, "referral"))
    await chore()
    assert await said(updated) == [], "the desk may be of the release before"
    for after in (timedelta(), timedelta(days=1, seconds=1)):
        await AnnounceEntries(UnitOfWork(updated, "referral", clock=partial(later, after)))()
    await chore()
    (told,) = await said(updated)
    assert (told["case_id"], told["referral_id"], told["reason"]) == (
        STUCK["case_id"], STUCK["referral_id"], "by_counsellor",
    )  # fmt: skip
    await chore()
    await TellEarlierRecalls(UnitOfWork(updated, "referral"))()
    assert await said(updated) == [told]
    kept = await updated["referrals"].find_one({"_id": STUCK["_id"]})
    assert kept is not None
    assert (kept["state"], kept["version"]) == ("recalled", STUCK["version"])


async def test_those_of_an_earlier_release_are_found_by_an_index(updated: Store) -> None:
    asked = {"state": "recalled", "respond_by": None, "by": "counsellor", "purpose": {"$exists": False}}
    plan = await updated["referrals"].find(asked).explain()
    assert "IXSCAN" in json.dumps(plan["queryPlanner"]["winningPlan"])
