"""A partner is asked by mail before its entry is stale: once, reminded once, and nobody who should not be."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

import pytest
from pymongo.errors import AutoReconnect

from services.referral.domain.factors import STALE
from services.referral.handlers.effects.ask_to_confirm import AskToConfirm
from services.referral.handlers.services.note_entry_notice import note_entry_notice_returned
from services.referral.store import CONFIRMATIONS
from shared.bus import UnitOfWork
from shared.clock import berlin_day, now
from shared.contracts.vocabulary import DeliveryRule
from tests.harness.services.referral import Referral
from tests.service.referral.test_directory_pages import (
    DIRECTORY,
    filled,
    history,
    opened,
    page,
    post,
    stored,
)
from tests.service.referral.test_onboarding import entered, onboarding, path_of, step, told

pytestmark = pytest.mark.engines


@pytest.fixture(autouse=True)
async def as_it_was(referral: Referral) -> AsyncIterator[None]:
    """Other tests go on with the demo directory, in which everything was confirmed."""
    before = await referral.store["partners"].find({}).to_list(None)
    yield
    await referral.store["partners"].delete_many({})
    await referral.store["partners"].insert_many(before)
    await referral.store["confirmations"].delete_many({})
    await referral.store["entry_changes"].delete_many({"how": {"$in": ["asked", "reminded"]}})  # some lie ahead of now
    await referral.store["directory"].update_one({"_id": "directory"}, {"$inc": {"version": 1}})


async def look(referral: Referral, at: datetime) -> None:
    """What the leader's chore does at that moment."""
    await AskToConfirm(UnitOfWork(referral.store, "referral", lambda: at))()


async def aged(referral: Referral, partner_id: str, days: int, at: datetime) -> None:
    """Confirmed last so many days before `at`."""
    confirmed = (berlin_day(at) - timedelta(days=days)).isoformat()
    await referral.store["partners"].update_one({"_id": partner_id}, {"$set": {"assured_on": confirmed}})


async def notice(referral: Referral, partner_id: str) -> list[str]:
    """To whom notification would send it."""
    return list((await told(referral, f"/internal/entries/{partner_id}/notices/entry_due"))[1]["to"])


async def asked(referral: Referral, partner_id: str) -> list[str]:
    return [how for how, *_ in await history(referral, partner_id) if how in ("asked", "reminded")]


async def test_it_is_asked_once_reminded_once_and_then_shown_as_stale(referral: Referral) -> None:
    partner_id, begin = referral.partners["partner_a"]["id"], now()
    earlier = len(await asked(referral, partner_id))

    async def told_by_now() -> list[str]:
        return (await asked(referral, partner_id))[earlier:]

    await aged(referral, partner_id, 335, begin)
    await look(referral, begin)
    assert await told_by_now() == []
    day_by_day = {1: ["asked"], 2: ["asked"], 14: ["asked"], 15: ["asked", "reminded"], 30: ["asked", "reminded"]}
    for day, expected in day_by_day.items():
        for _ in range(2):  # a restart looks again
            await look(referral, begin + timedelta(days=day))
        assert await told_by_now() == expected
    await look(referral, begin + timedelta(days=31))
    assert await told_by_now() == ["asked", "reminded"]
    said = [each for each in referral.said if each["type"].endswith("entry.due.v1")]
    await referral.heard("entry.due", partner_id)
    assert all(each["data"] == {"partner_id": each["partitionkey"]} for each in said)


async def test_the_mail_leads_to_the_page_on_which_it_is_confirmed_and_then_asks_no_more(referral: Referral) -> None:
    partner_id = referral.partners["partner_a"]["id"]
    await aged(referral, partner_id, 340, now())
    await asyncio.gather(*(look(referral, now()) for _ in range(3)))
    assert await notice(referral, partner_id) == ["eingang@lindenhof.example.org"]
    _, content = await told(referral, f"/internal/entries/{partner_id}/notices/entry_due")
    own = path_of(content)
    headers = await opened(referral, own)
    sent = filled((await referral.http.get(own, headers=headers)).text) | {"attempt": secrets.token_urlsafe(24)}
    assert (await referral.http.post(f"{own}/bestaetigung", headers=headers, data=sent)).status_code == 303
    assert (await stored(referral, partner_id)).assured_on == berlin_day(now())
    assert await notice(referral, partner_id) == []
    before = await asked(referral, partner_id)
    await look(referral, now() + timedelta(days=20))
    assert await asked(referral, partner_id) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"listed": False, "suspended": "misuse"},
        {"listed": False},
        {"status": "inactive"},
        {"ways": ["phone"]},
        {"mails": []},
    ],
    ids=lambda changed: next(iter(changed.items())).__repr__(),
)
async def test_who_is_suspended_gone_at_rest_or_without_a_mailbox_is_not_asked(
    referral: Referral, changed: dict[str, object]
) -> None:
    partner_id = referral.partners["partner_a"]["id"]
    before = await asked(referral, partner_id)
    await aged(referral, partner_id, 350, now())
    await referral.store["partners"].update_one({"_id": partner_id}, {"$set": changed})
    await look(referral, now())
    assert await asked(referral, partner_id) == before
    assert await notice(referral, partner_id) == []


async def test_who_is_suspended_after_it_was_asked_gets_no_mail(referral: Referral) -> None:
    partner_id = referral.partners["partner_a"]["id"]
    await aged(referral, partner_id, 350, now())
    await look(referral, now())
    await referral.store["partners"].update_one({"_id": partner_id}, {"$set": {"listed": False}})
    assert await notice(referral, partner_id) == []


async def test_only_the_onboarded_are_asked(referral: Referral) -> None:
    partner_id = await entered(referral)
    await aged(referral, partner_id, 350, now())
    await look(referral, now())
    assert await asked(referral, partner_id) == []
    assert (await step(referral, partner_id, "ask")).status_code == 409


async def test_one_defective_entry_holds_up_no_other(referral: Referral, caplog: pytest.LogCaptureFixture) -> None:
    """Whichever of them comes first, and at each look."""
    ids = [referral.partners[key]["id"] for key in ("partner_a", "partner_b")]
    for defective, other in (ids, ids[::-1]):
        for each in ids:
            await aged(referral, each, 350, now())
        name = (await stored(referral, defective)).name
        before = len(await asked(referral, other))
        await referral.store["partners"].update_one({"_id": defective}, {"$set": {"name": 7}})
        await look(referral, now())
        assert len(await asked(referral, other)) == before + 1
        await referral.store["partners"].update_one({"_id": defective}, {"$set": {"name": name}})
        await referral.store["confirmations"].delete_many({})
    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == [
        "partner not asked to confirm"
    ] * 2


async def test_while_the_store_is_away_it_says_so_and_tries_no_further() -> None:
    tried: list[str] = []

    async def away(work: Any) -> Any:
        if isinstance(work, partial):
            tried.append(work.args[0])
            raise AutoReconnect("away")
        return ["first", "second"]

    away.clock = now  # type: ignore[attr-defined]
    with pytest.raises(AutoReconnect):
        await AskToConfirm(cast("UnitOfWork", away))()
    assert tried == ["first"]


async def test_a_supervisor_has_it_asked_at_once_and_not_twice_a_day(referral: Referral) -> None:
    partner_id = referral.partners["partner_a"]["id"]
    await aged(referral, partner_id, STALE.days + 40, now())
    assert (await step(referral, partner_id, "ask")).status_code == 303
    assert await notice(referral, partner_id) == ["eingang@lindenhof.example.org"]
    again = await step(referral, partner_id, "ask")
    assert (again.status_code, "In den letzten 24 Stunden" in again.text) == (409, True)
    assert "Um Bestätigung des Eintrags per Mail gebeten" in await onboarding(referral, partner_id)


async def test_a_mail_that_comes_back_is_something_to_do_until_the_entry_is_confirmed(referral: Referral) -> None:
    partner_id, work = referral.partners["partner_a"]["id"], UnitOfWork(referral.store, "referral")
    await aged(referral, partner_id, 350, now())
    await look(referral, now())
    await work(lambda tx: note_entry_notice_returned(tx, partner_id, DeliveryRule.ENTRY_DUE))
    assert (await work(lambda tx: CONFIRMATIONS.get(tx, partner_id=partner_id))).returned_at is not None
    found = await page(referral, f"{DIRECTORY}?only=returned")
    assert partner_id in re.findall(r'data-entry="([^"]+)"', found)
    assert "Die Mail kam zurück." in await onboarding(referral, partner_id)
    await aged(referral, partner_id, 0, now())
    assert partner_id not in re.findall(r'data-entry="([^"]+)"', await page(referral, f"{DIRECTORY}?only=returned"))


async def test_the_desk_is_told_once_that_nobody_has_to_look_after_it_any_more(referral: Referral) -> None:
    partner_id, work = referral.partners["partner_b"]["id"], UnitOfWork(referral.store, "referral")
    await aged(referral, partner_id, 350, now())
    await look(referral, now())
    await work(lambda tx: note_entry_notice_returned(tx, partner_id, DeliveryRule.ENTRY_DUE))
    for _ in range(2):
        assert (await post(referral, f"{DIRECTORY}/{partner_id}/confirm")).status_code == 303
    await referral.heard("entry.reached", partner_id)
    of_entry = [each["type"] for each in referral.said if each["partitionkey"] == partner_id]
    assert of_entry.count("lotse.referral.entry.reached.v1") == 1
