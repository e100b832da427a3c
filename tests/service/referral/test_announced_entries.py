"""After an update the desk learns of entries what the release before did not say: whether we write to the partner."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import uuid4

import pytest

from services.intake.domain.ids import PartnerId
from services.intake.store import PARTNERS as AT_THE_DESK
from services.intake.subscriptions.directory import on_partner_listed
from services.referral.commands import read_directory
from services.referral.domain.announcement import FORM
from services.referral.handlers.effects import announce_entries
from services.referral.handlers.effects.announce_entries import AnnounceEntries
from services.referral.handlers.operator.import_directory import import_directory
from services.referral.main import ALL_INDEXES
from shared.bus import Transaction, UnitOfWork
from shared.clock import now
from shared.contracts import referral
from shared.contracts.cloudevent import CloudEvent
from shared.store import Store, prepare
from tests.faults.versions.stored import stored
from tests.harness.services.recording_service import a_bare_store
from tests.harness.services.referral import DIRECTORY
from tests.unit.referral.given import partner

pytestmark = pytest.mark.engines

EARLIER: Final = stored("lotse_referral")
IDS: Final = sorted(each["_id"] for each in EARLIER["partners"])
NEVER_ONBOARDED: Final = IDS[-1]


@pytest.fixture
async def earlier(mongo: str, store_name: str) -> AsyncIterator[Store]:
    """What the earlier release stored of three partners. One never got its access, and another has left."""
    async with a_bare_store(mongo, store_name) as store:
        await prepare(store, ALL_INDEXES)
        gone = partner(str(uuid4()), topic="left", listed=False).model_dump(mode="json")
        await store["partners"].insert_many([*EARLIER["partners"], gone | {"_id": gone["partner_id"]}])
        await store["access"].insert_many([each for each in EARLIER["access"] if each["_id"] != NEVER_ONBOARDED])
        yield store


@pytest.fixture
async def at_desk(mongo: str, store_name: str) -> AsyncIterator[UnitOfWork]:
    """That has heard what the earlier release told of them."""
    async with a_bare_store(mongo, f"{store_name}_desk") as store:
        desk = UnitOfWork(store, "intake")
        for row in EARLIER["outbox"]:
            if row["type"] == referral.PartnerListed.TYPE:
                await hears(desk, json.loads(row["body"])["data"])
        yield desk


async def hears(desk: UnitOfWork, data: dict[str, Any]) -> None:
    told = referral.PartnerListed.model_validate(data)
    key = told.partner_id
    event = CloudEvent(str(uuid4()), "/lotse/referral", told.TYPE, key, now(), key, 1, None, None, told)
    await desk(lambda tx: on_partner_listed(tx, event))


async def known(desk: UnitOfWork) -> dict[str, bool]:
    found = await desk(lambda tx: AT_THE_DESK.all(tx, id=[PartnerId(each) for each in IDS]))
    return {each.id: each.onboarded for each in found}


async def said(store: Store) -> list[dict[str, Any]]:
    found = await store["outbox"].find({}).sort("_id", 1).to_list(None)
    return [json.loads(row["body"])["data"] | {"type": row["type"]} for row in found]


def announcing(store: Store, after: timedelta = timedelta()) -> AnnounceEntries:
    return AnnounceEntries(UnitOfWork(store, "referral", clock=lambda: now() + after))


async def test_the_desk_knows_of_partners_of_an_earlier_release_whether_we_write_to_them(
    earlier: Store, at_desk: UnitOfWork
) -> None:
    assert set((await known(at_desk)).values()) == {True}, "the earlier release did not say it"
    await announcing(earlier)()
    for each in await said(earlier):
        await hears(at_desk, {name: value for name, value in each.items() if name != "type"})
    assert await known(at_desk) == {each: each != NEVER_ONBOARDED for each in IDS}


async def test_what_was_told_in_between_by_an_old_replica_or_to_an_old_desk_is_right_a_day_later(
    earlier: Store, at_desk: UnitOfWork
) -> None:
    await announcing(earlier)()
    for row in EARLIER["outbox"]:
        if row["type"] == referral.PartnerListed.TYPE:
            await hears(at_desk, json.loads(row["body"])["data"])
    for after in (timedelta(hours=23), timedelta(hours=25), timedelta(hours=26), timedelta(days=9)):
        await announcing(earlier, after)()
    told = await said(earlier)
    assert sorted(each["partner_id"] for each in told) == sorted(2 * IDS)
    for each in told:
        await hears(at_desk, {name: value for name, value in each.items() if name != "type"})
    assert await known(at_desk) == {each: each != NEVER_ONBOARDED for each in IDS}


async def test_each_that_is_listed_is_told_once_and_nothing_after_the_next_start(earlier: Store) -> None:
    await announcing(earlier)()
    first = await said(earlier)
    assert sorted(each["partner_id"] for each in first) == IDS
    assert {each["type"] for each in first} == {referral.PartnerListed.TYPE}
    await announcing(earlier)()
    assert await said(earlier) == first
    (marked,) = await earlier["announcements"].find({}).to_list(None)
    assert marked["form"] == FORM


async def test_broken_off_in_the_middle_it_begins_anew_and_ends(
    earlier: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announce_entries, "AT_ONCE", 1)
    await UnitOfWork(earlier, "referral")(partial(announce_entries._tell, None))
    assert len(await said(earlier)) == 1
    await announcing(earlier)()
    told = [each["partner_id"] for each in await said(earlier)]
    assert (set(told), len(told)) == (set(IDS), 1 + len(IDS))


async def test_of_a_directory_that_begins_with_this_release_nothing_is_told_twice(mongo: str, store_name: str) -> None:
    entries = read_directory(json.loads(DIRECTORY.read_text())["partners"][:3])
    async with a_bare_store(mongo, store_name) as store:
        await prepare(store, ALL_INDEXES)

        async def take_over(tx: Transaction) -> int:
            return await import_directory(tx, entries)

        assert await UnitOfWork(store, "referral")(take_over) == len(entries)
        first = await said(store)
        assert len(first) == len(entries)
        for after in (timedelta(), timedelta(days=2)):
            await announcing(store, after)()
        assert await said(store) == first


async def test_an_entry_that_could_not_be_told_stops_no_other(earlier: Store, caplog: pytest.LogCaptureFixture) -> None:
    await earlier["partners"].update_one({"_id": IDS[0]}, {"$set": {"name": ""}})
    await announcing(earlier)()
    assert sorted(each["partner_id"] for each in await said(earlier)) == IDS[1:]
    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == ["entry not announced"]
