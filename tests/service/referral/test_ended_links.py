"""Who stands before a link that has ended asks for a new one: it goes to the registered address, and the page says
the same to everybody."""

import asyncio
import secrets
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest

from services.referral.store import PARTNERS, REFERRALS
from shared.clock import now
from tests.harness.services.referral import Referral
from tests.service.referral.test_access import _from_the_page, _link_again

pytestmark = pytest.mark.engines
BUTTON = "Neuen Link an die hinterlegte Adresse schicken"


async def ended(referral: Referral, **row: object) -> tuple[str, str]:
    """The case, and a link to its referral that has ended; `row`: what else is stored of the referral."""
    case_id, *_ = await referral.at_partner("partner_b")
    over = {"link_until": now() - timedelta(days=1)}
    await referral.store[REFERRALS.name].update_one({"case_id": case_id}, {"$set": over})
    link = await _link_again(referral, case_id)
    await referral.store[REFERRALS.name].update_one({"case_id": case_id}, {"$set": over | row})
    return case_id, link


async def asked(referral: Referral, link: str, attempt: str = "") -> httpx2.Response:
    form = {"attempt": attempt or secrets.token_urlsafe(24)}
    return await referral.http.post(f"{link}/neuer-link", headers=_from_the_page(referral), data=form)


async def renewals(referral: Referral, case_id: str) -> int:
    """How often its mail was asked for, as it will be published."""
    wanted = {"key": case_id, "type": "lotse.referral.referral.link-renewed.v1"}
    return await referral.store["outbox"].count_documents(wanted)


async def test_a_new_link_is_mailed_and_the_old_one_stays_dead(referral: Referral) -> None:
    case_id, link = await ended(referral)
    page = await referral.http.get(link)
    done = await asked(referral, link)
    said = await referral.heard("referral.link-renewed", case_id)
    fresh = await _link_again(referral, case_id)

    assert (page.status_code, BUTTON in page.text) == (404, True)
    assert (done.status_code, done.headers["location"]) == (303, "/partner?erledigt=link-requested")
    assert set(said["data"]) == {"case_id", "referral_id", "partner_id"}
    assert fresh != link
    assert "PIN Ihrer Stelle" in (await referral.http.get(fresh)).text
    assert (await referral.http.get(link)).status_code == 404
    assert "höchstens einen am Tag" in (await referral.http.get(done.headers["location"])).text


async def test_pressed_often_and_at_once_it_is_one_mail_a_day(referral: Referral) -> None:
    case_id, link = await ended(referral)
    same = secrets.token_urlsafe(24)
    await asyncio.gather(*(asked(referral, link, same) for _ in range(3)))
    await asyncio.gather(*(asked(referral, link) for _ in range(3)))

    assert await renewals(referral, case_id) == 1
    yesterday = {"$set": {"link_renewed_at": now() - timedelta(days=1)}}
    await referral.store[REFERRALS.name].update_one({"case_id": case_id}, yesterday)
    await asked(referral, link)
    assert await renewals(referral, case_id) == 2


@pytest.mark.parametrize("state", ["declined", "completed", "recalled", "expired", None])
async def test_of_what_is_not_open_and_of_what_never_was_the_page_says_the_same(
    referral: Referral, state: str | None
) -> None:
    open_case, link = await ended(referral)
    case_id, closed = await ended(referral, state=state) if state else (str(uuid4()), f"/partner/zugang/{'A' * 56}")
    pages = [await referral.http.get(each) for each in (link, closed)]
    answers = [await asked(referral, each) for each in (link, closed)]

    assert len({(each.status_code, each.headers["location"], each.content) for each in answers}) == 1
    assert len({each.status_code for each in pages}) == 1
    assert [await renewals(referral, each) for each in (open_case, case_id)] == [1, 0]


async def test_a_link_that_lives_asks_for_none(referral: Referral) -> None:
    case_id, *_ = await referral.at_partner("partner_b")
    link = await _link_again(referral, case_id)
    assert (await asked(referral, link)).status_code == 303
    assert await renewals(referral, case_id) == 0


async def test_who_left_the_directory_gets_none(referral: Referral) -> None:
    case_id, link = await ended(referral)
    own = {"_id": referral.partners["partner_b"]["id"]}
    await referral.store[PARTNERS.name].update_one(own, {"$set": {"listed": False}})
    answer = await asked(referral, link)
    await referral.store[PARTNERS.name].update_one(own, {"$set": {"listed": True}})

    assert answer.status_code == 303
    assert await renewals(referral, case_id) == 0


async def test_the_new_link_makes_no_shown_page_outdated(referral: Referral) -> None:
    case_id, link = await ended(referral)
    before = await referral.store[REFERRALS.name].find_one({"case_id": case_id})
    await asked(referral, link)
    after = await referral.store[REFERRALS.name].find_one({"case_id": case_id})

    assert before is not None
    assert after is not None
    assert (after["version"], after["state"]) == (before["version"], before["state"])


async def test_another_site_cannot_ask_for_it(referral: Referral) -> None:
    case_id, link = await ended(referral)
    foreign = {"Origin": "http://evil.test", "Sec-Fetch-Site": "cross-site"}
    refused = await referral.http.post(f"{link}/neuer-link", headers=foreign, data={"attempt": "a" * 32})

    assert refused.status_code == 400
    assert await renewals(referral, case_id) == 0
