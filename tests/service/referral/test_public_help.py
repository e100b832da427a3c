"""Anybody reads which partners of their Land let themselves be named, how old that is, and needs no case for it."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from services.referral.domain.factors import STALE
from services.referral.domain.partner import Partner, Phone
from services.referral.store import PARTNERS
from shared.bus import Transaction, UnitOfWork
from shared.clock import berlin_day, now
from shared.contracts.vocabulary import Land, PartnerCategory
from shared.web.pages import day
from tests.harness.services.referral import Referral
from tests.unit.referral.given import partner

pytestmark = pytest.mark.engines


@pytest.fixture(autouse=True)
async def nobody_yet(referral: Referral) -> AsyncIterator[None]:
    """Other tests go on with the demo directory."""
    before = await referral.store["partners"].find({}).to_list(None)
    await referral.store["partners"].delete_many({})
    yield
    await referral.store["partners"].delete_many({})
    await referral.store["partners"].insert_many(before)
    await changed(referral)


async def changed(referral: Referral) -> None:
    await referral.store["directory"].update_one({"_id": "directory"}, {"$inc": {"version": 1}}, upsert=True)


async def released(referral: Referral, *given: tuple[str, dict[str, Any]]) -> None:
    entries: list[Partner] = [
        partner(name, **{"released": True, "topic": name, "assured_on": berlin_day(now()), **changes})
        for name, changes in given
    ]

    async def put(tx: Transaction) -> None:
        await PARTNERS.put_all(tx, entries)

    await UnitOfWork(referral.store, "referral")(put)
    await changed(referral)


async def shown(referral: Referral, path: str = "/hilfe/nw") -> list[str]:
    answer = await referral.http.get(path)
    assert answer.status_code == 200
    return re.findall(r'data-entry="([^"]+)"', answer.text)


async def test_only_who_is_released_and_serves_the_land_is_there_its_own_first(referral: Referral) -> None:
    everywhere: frozenset[Land] = frozenset()
    await released(
        referral,
        ("a-bund", {"areas": everywhere}),
        ("b-west", {}),
        ("c-hidden", {"released": False}),
        ("d-delisted", {"listed": False}),
        ("e-over", {"status": "inactive"}),
        ("f-south", {"areas": frozenset({Land.BY})}),
    )
    assert await shown(referral) == ["b-west", "a-bund"]
    assert await shown(referral, "/hilfe/by") == ["f-south", "a-bund"]


async def test_number_hours_and_the_day_of_the_assurance_stand_there_and_what_is_private_does_not(
    referral: Referral,
) -> None:
    await released(
        referral,
        ("west", {"phones": (Phone(number="030 23125-100", note="Zentrale"),), "mails": ("innen@partner.test",)}),
    )
    page = (await referral.http.get("/hilfe/nw")).text
    assert '<a href="tel:03023125100">030 23125-100</a>' in page
    assert f"<dt>Bestätigt am</dt><dd>{day(berlin_day(now()))}</dd>" in page
    assert "innen@partner.test" not in page
    assert "Diese Stelle ist erfunden" in page, "the demo's numbers are marked at each of them"


async def test_an_old_entry_says_so_and_a_fresh_one_does_not(referral: Referral) -> None:
    old = berlin_day(now()) - STALE - timedelta(days=1)
    await released(referral, ("old", {"assured_on": old}), ("fresh", {}))
    page = (await referral.http.get("/hilfe/nw")).text
    parts = dict(zip(re.findall(r'data-entry="([^"]+)"', page), re.split(r'data-entry="', page)[1:], strict=True))
    assert f"Seit dem {day(old)} hat niemand diese Angaben bestätigt." in parts["old"]
    assert "hat niemand diese Angaben bestätigt" not in parts["fresh"]


async def test_who_must_investigate_is_marked_before_anybody_rings(referral: Referral) -> None:
    await released(referral, ("police", {"category": PartnerCategory.POLICE}), ("support", {}))
    page = (await referral.http.get("/hilfe/nw")).text
    assert page.count("muss ermitteln") == 1
    assert page.index("muss ermitteln") < page.index('data-entry="support"')


async def test_a_security_authority_is_marked_as_one_that_tells_the_police(referral: Referral) -> None:
    await released(referral, ("authority", {"category": PartnerCategory.SECURITY_AUTHORITY}), ("support", {}))
    page = (await referral.http.get("/hilfe/nw")).text
    assert page.count("Diese Behörde darf oder muss an Polizei und Staatsanwaltschaft weitergeben") == 1
    assert "muss ermitteln" not in page


async def test_where_nobody_is_released_the_way_to_us_is_left(referral: Referral) -> None:
    page = (await referral.http.get("/hilfe/sl")).text
    assert "noch keine Stelle zur Veröffentlichung freigegeben" in page
    assert 'href="/anliegen/beginn"' in page.partition("<main")[2]


@pytest.mark.parametrize("path", ["/hilfe/xx", "/hilfe/unknown", "/hilfe/NW", "/hilfe/nw/nw"])
async def test_what_is_no_land_is_not_there_and_looks_like_the_public_pages(referral: Referral, path: str) -> None:
    answer = await referral.http.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert 'class="door-public"' in answer.text


async def test_every_land_is_offered_and_the_page_is_one_of_the_public_door(referral: Referral) -> None:
    page = await referral.http.get("/hilfe")
    assert len(re.findall(r'<li><a href="/hilfe/[a-z]{2}">', page.text)) == len(Land) - 1
    assert '<a href="tel:110">110</a>' in page.text.partition("<header")[0]
    assert "set-cookie" not in page.headers
