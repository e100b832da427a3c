"""Behind a link and the PIN a partner's people see all its referrals and nobody else's, and nothing of any person."""

import html
import re
import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from services.referral.domain import overview
from services.referral.store import PARTNERS, REFERRALS
from shared.clock import now
from shared.contracts.intake import ConsentWithdrawn
from tests.harness.eventually import eventually
from tests.harness.services.referral import PACKAGE, Referral
from tests.service.referral.test_access import _from_the_page, _link_again, _link_of
from tests.service.referral.test_partner_pages import cookie, reference_behind

pytestmark = pytest.mark.engines
Headers = dict[str, str]


def mark(reference: str) -> str:
    return f"{reference[:4]}-{reference[4:8]}".upper()


def marks(page: str) -> list[str]:
    """Of the referrals on the page, in its order."""
    return re.findall(r"Vermittlung ([0-9A-F]{4}-[0-9A-F]{4})", page)


def links(page: str) -> list[str]:
    found = re.findall(r'<a href="(/partner/zugang/[^"/]+)">', page)
    return [html.unescape(each) for each in found]


async def inside(referral: Referral, link: str, partner: str = "partner_b") -> Headers:
    page = _from_the_page(referral)
    entered = await referral.http.post(link, headers=page, data={"pin": referral.partners[partner]["pin"]})
    return page | {"Cookie": cookie(entered)}


@pytest.fixture
async def fresh(referral: Referral) -> AsyncIterator[None]:
    """The partner has no referrals but those of the test."""
    others = {"partner_id": referral.partners["partner_b"]["id"]}
    elsewhere = str(uuid.uuid4())
    await referral.store[REFERRALS.name].update_many(others, {"$set": {"partner_id": elsewhere}})
    yield
    await referral.store[REFERRALS.name].update_many({"partner_id": elsewhere}, {"$set": others})


async def stored(referral: Referral, state: str, due: datetime, **more: object) -> str:
    """The reference of one more referral of the partner, written beside the service."""
    (like,) = await referral.store[REFERRALS.name].find({"partner_id": _own(referral)}).limit(1).to_list()
    referral_id, reference = str(uuid.uuid4()), uuid.uuid4().hex
    row = like | {"_id": referral_id, "referral_id": referral_id, "reference": reference, "state": state}
    row |= {"handover_id": str(uuid.uuid4()), "case_id": str(uuid.uuid4()), "respond_by": due} | more
    await referral.store[REFERRALS.name].insert_one(row)
    return reference


def _own(referral: Referral) -> str:
    return referral.partners["partner_b"]["id"]


async def test_behind_one_link_and_the_pin_stand_all_of_the_partner_and_each_opens(
    referral: Referral, fresh: None
) -> None:
    case_id, other = await referral.opened(), await referral.opened()
    link, second = await _link_of(referral, case_id), await _link_of(referral, other)
    headers = await inside(referral, link)
    page = (await referral.http.get(f"{link}/alle", headers=headers)).text
    unopened = await referral.store[REFERRALS.name].find_one({"case_id": other})

    assert set(marks(page)) == {mark(reference_behind(each)) for each in (link, second)}
    assert set(links(page)) == {link, second}
    assert unopened is not None
    assert unopened["state"] == "sent"
    assert PACKAGE["account"] not in page
    assert case_id not in page
    assert PACKAGE["account"] in (await referral.http.get(second, headers=headers)).text


@pytest.mark.parametrize(
    ("pin_of", "link_of"), [("partner_a", "partner_b"), ("partner_b", "partner_a"), (None, "partner_b")]
)
async def test_without_the_pin_of_the_links_own_partner_nothing_stands_there(
    referral: Referral, pin_of: str | None, link_of: str
) -> None:
    every = {each: await _link_to(referral, await referral.opened(), each) for each in ("partner_a", "partner_b")}
    headers = await inside(referral, every[pin_of], pin_of) if pin_of else _from_the_page(referral)
    refused = await referral.http.get(f"{every[link_of]}/alle", headers=headers)

    assert refused.status_code == 401
    assert "PIN Ihrer Stelle" in refused.text
    assert marks(refused.text) == []
    if pin_of:
        shown = (await referral.http.get(f"{every[pin_of]}/alle", headers=headers)).text
        assert mark(reference_behind(every[link_of])) not in shown


async def test_the_pin_asked_for_at_the_list_leads_to_the_list_and_opens_no_referral(
    referral: Referral, fresh: None
) -> None:
    case_id = await referral.opened()
    link = await _link_of(referral, case_id)
    asks = await referral.http.get(f"{link}/alle", headers=_from_the_page(referral))
    assert "Alle Vermittlungen Ihrer Stelle" in asks.text
    assert 'name="overview" value="1"' in asks.text
    form = {"pin": referral.partners["partner_b"]["pin"], "overview": "1"}
    entered = await referral.http.post(link, data=form, headers=_from_the_page(referral))
    assert (entered.status_code, entered.headers["location"]) == (303, f"{link}/alle")
    unopened = await referral.store[REFERRALS.name].find_one({"case_id": case_id})
    assert unopened is not None
    assert unopened["state"] == "sent"


async def _link_to(referral: Referral, case_id: str, partner: str) -> str:
    if partner == "partner_b":
        return await _link_of(referral, case_id)
    await referral.consented(case_id, partner)
    return await _link_again(referral, case_id)


async def test_a_link_from_the_overview_opens_nothing_without_the_pin(referral: Referral, fresh: None) -> None:
    link = await _link_of(referral, await referral.opened())
    await _link_of(referral, await referral.opened())
    page = (await referral.http.get(f"{link}/alle", headers=await inside(referral, link))).text
    for each in links(page):
        shown = (await referral.http.get(each)).text
        assert "PIN Ihrer Stelle" in shown
        assert PACKAGE["account"] not in shown


async def test_what_was_withdrawn_is_no_longer_open_there_at_once(referral: Referral, fresh: None) -> None:
    case_id = await referral.opened()
    link = await _link_of(referral, await referral.opened())
    withdrawn_link = await _link_of(referral, case_id)
    headers = await inside(referral, link)
    row = await referral.store[REFERRALS.name].find_one({"case_id": case_id})
    assert row is not None
    given = referral.consent(case_id, row["handover_id"], "partner_b")
    await referral.speaker.say_and_send(case_id, ConsentWithdrawn.read(given.data()))

    async def shown() -> str:
        return (await referral.http.get(f"{link}/alle", headers=headers)).text

    page = await eventually(shown, lambda text: "von uns zurückgezogen" in text)
    open_ones, _, ended = page.partition("In den letzten 30 Tagen beendet (1)")
    assert mark(row["reference"]) not in open_ones
    assert mark(row["reference"]) in ended
    assert PACKAGE["account"] not in (await referral.http.get(withdrawn_link, headers=headers)).text


async def test_what_waits_longest_for_an_answer_is_first_and_page_by_page_each_comes_once(
    referral: Referral, fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.referral.handlers.partner.list_overview.PAGE", 3)
    link = await _link_of(referral, await referral.opened())
    at, hour = now(), timedelta(hours=1)
    asked = await stored(referral, "questioned", at - 9 * hour)
    at_work = await stored(referral, "accepted", at - 90 * hour)
    overdue = await stored(referral, "overdue", at - 5 * hour)
    same = sorted([await stored(referral, "sent", at + hour) for _ in range(4)])
    ended = await stored(referral, "declined", at)
    await stored(referral, "declined", at, changed_at=at - overview.ENDED_SHOWN_FOR)
    headers, address, found, pages = await inside(referral, link), f"{link}/alle", [], 0
    while address:
        page = (await referral.http.get(address, headers=headers)).text
        open_ones, _, _ = page.partition("In den letzten 30 Tagen")
        found += marks(open_ones)
        pages += 1
        assert (mark(ended) in page) == (pages == 1)
        following = re.search(r'href="([^"]*\?nach=[^"]*)"', page)
        address = html.unescape(following[1]) if following else ""

    own = reference_behind(link)
    assert found == [mark(each) for each in (overdue, *same, own, at_work, asked)]
    assert pages == 3


async def test_who_signs_out_needs_the_pin_again(referral: Referral) -> None:
    link = await _link_of(referral, await referral.opened())
    headers = await inside(referral, link)
    done = await referral.http.post("/partner/abmelden", headers=headers, data={"attempt": "a" * 32})

    name = headers["Cookie"].partition("=")[0]
    assert done.headers["location"] == "/partner?erledigt=signed-out"
    assert done.headers["set-cookie"].startswith(f"{name}=; Max-Age=0; Path=/; Secure; HttpOnly")
    assert "Sie sind abgemeldet." in (await referral.http.get(done.headers["location"])).text


async def test_what_left_the_directory_has_no_overview(referral: Referral) -> None:
    link = await _link_of(referral, await referral.opened())
    headers = await inside(referral, link)
    own = {"_id": _own(referral)}
    await referral.store[PARTNERS.name].update_one(own, {"$set": {"listed": False}})
    gone = await referral.http.get(f"{link}/alle", headers=headers)
    await referral.store[PARTNERS.name].update_one(own, {"$set": {"listed": True}})

    assert gone.status_code == 404
    assert marks(gone.text) == []


async def test_what_is_written_as_the_place_of_a_page_is_no_question_to_the_store(referral: Referral) -> None:
    link = await _link_of(referral, await referral.opened())
    headers = await inside(referral, link)
    for written in ("1", "0-0-{$gt: 1}", f"0-{10**13}-{uuid.uuid4().hex}", "%00"):
        assert (await referral.http.get(f"{link}/alle?nach={written}", headers=headers)).status_code == 404
