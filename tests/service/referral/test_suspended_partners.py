"""A supervisor suspends a partner, and gives it a new PIN or token: what was valid is dead at once."""

import re
import secrets
import uuid
from collections.abc import AsyncIterator

import httpx2
import pytest

from services.referral.domain.handover import Consent
from services.referral.handlers.services.prepare_referral import prepare_referral
from services.referral.subscriptions import to_handover
from shared.bus import Transaction, UnitOfWork
from tests.harness.eventually import eventually
from tests.harness.services.referral import PACKAGE, TOKENS, Referral
from tests.service.referral.test_access import _from_the_page, _link_again
from tests.service.referral.test_directory_pages import DIRECTORY, history, page, post, stored, supervisor

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"


@pytest.fixture(autouse=True)
async def as_it_was(referral: Referral) -> AsyncIterator[None]:
    """Other tests go on with the demo directory and its PINs."""
    before = {name: await referral.store[name].find({}).to_list(None) for name in ("partners", "access")}
    yield
    for name, rows in before.items():
        await referral.store[name].delete_many({})
        await referral.store[name].insert_many(rows)
    await referral.store["directory"].update_one({"_id": "directory"}, {"$inc": {"version": 1}})


async def test_all_ways_of_a_suspended_partner_end_at_once(referral: Referral) -> None:
    partner_id, system = referral.partners["partner_b"]["id"], referral.system("partner_b")
    case_id, _, reference = await referral.at_partner("partner_b")
    link = await _link_again(referral, case_id)
    inside = await _enter(referral, link, referral.partners["partner_b"]["pin"])
    assert PACKAGE["account"] in (await referral.http.get(link, headers=inside)).text

    assert (await post(referral, f"{DIRECTORY}/{partner_id}/suspend", why="misuse")).status_code == 303
    for path in (link, f"{link}/alle"):
        seen = await referral.http.get(path, headers=inside)
        assert (seen.status_code, "Dieser Link öffnet nichts" in seen.text) == (404, True)
    answer = {"act": "accept", "version": "3"}
    assert (await referral.http.post(f"{link}/antwort", headers=inside, data=answer)).status_code == 404
    pin = {"pin": referral.partners["partner_b"]["pin"]}
    assert (await referral.http.post(link, headers=inside, data=pin)).status_code == 404
    assert (await referral.http.get(f"{API}/{reference}", headers=system)).status_code == 401
    recalled = await referral.heard("referral.recalled", case_id)
    assert recalled["data"]["reason"] == "partner_delisted"
    for where in ("notices", "recalls"):
        path = f"/internal/{where}/{recalled['data']['referral_id']}"
        asked = await referral.http.get(path, headers={"Authorization": f"Bearer {TOKENS['notification']}"})
        assert asked.status_code == 410
    await referral.heard("directory.delisted", partner_id)
    told = [each["type"] for each in referral.said if each["partitionkey"] == reference]
    assert told == ["lotse.partner.referral.offered.v1"]
    assert f'data-partner="{partner_id}"' not in await referral.page(f"/referral/cases/{case_id}/proposals")


@pytest.mark.parametrize("kind", ["warm", "cold"])
async def test_who_agrees_to_a_partner_that_was_suspended_meanwhile_holds_up_nothing(
    referral: Referral, kind: str
) -> None:
    case_id, partner_id = await referral.opened(), referral.partners["partner_b"]["id"]
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/suspend", why="misuse")).status_code == 303
    more: dict[str, object] = {"kind": kind, "items": [] if kind == "cold" else ["account"]}
    await referral.consented(case_id, "partner_b", **more)
    await referral.consented(case_id, "partner_a")

    assert (await referral.heard("referral.recalled", case_id))["data"]["reason"] == "partner_delisted"
    assert (await referral.heard("referral.sent", case_id))["data"]["partner_id"] != partner_id
    assert not [each for each in referral.said if each["partitionkey"] == case_id and ".named." in each["type"]]


async def test_of_a_suspension_and_a_yes_at_the_same_time_one_runs_again(referral: Referral) -> None:
    case_id, partner_id = await referral.opened(), referral.partners["partner_b"]["id"]
    given = referral.consent(case_id, str(uuid.uuid4()), "partner_b")
    consent = Consent(to_handover(given, "given"), given.kind, tuple(given.items), None, given.text_version)
    suspended: list[httpx2.Response] = []

    async def work(tx: Transaction) -> None:
        await prepare_referral(tx, consent)
        if not suspended:
            suspended.append(await post(referral, f"{DIRECTORY}/{partner_id}/suspend", why="misuse"))

    await UnitOfWork(referral.store, "referral")(work)
    assert [each.status_code for each in suspended] == [303]
    row = await referral.store["referrals"].find_one({"case_id": case_id})
    assert row is not None
    assert (row["state"], row["said"]) == ("recalled", "partner_delisted")


async def test_what_a_suspension_did_not_recall_is_not_sent(referral: Referral) -> None:
    """As it was prepared by a release that did not lock the partner."""
    case_id, partner_id, handover_id = await referral.opened(), referral.partners["partner_b"]["id"], str(uuid.uuid4())
    referral.intake.packages[handover_id] = 503
    await referral.speaker.say_and_send(case_id, referral.consent(case_id, handover_id, "partner_b"))
    await eventually(lambda: referral.store["referrals"].find_one({"case_id": case_id, "state": "preparing"}))
    await referral.store["partners"].update_one({"_id": partner_id}, {"$set": {"listed": False, "suspended": "misuse"}})
    referral.intake.packages[handover_id] = PACKAGE
    assert (await referral.heard("referral.recalled", case_id))["data"]["reason"] == "partner_delisted"
    assert await referral.store["packages"].count_documents({"case_id": case_id}) == 0
    assert not [each for each in referral.said if each["partitionkey"] == case_id and ".sent." in each["type"]]


async def test_a_suspension_says_why_and_only_lifting_it_lists_the_partner_again(referral: Referral) -> None:
    partner_id, system = referral.partners["partner_b"]["id"], referral.system("partner_b")
    without = await post(referral, f"{DIRECTORY}/{partner_id}/suspend")
    assert (without.status_code, (await stored(referral, partner_id)).suspended) == (422, None)
    for why in ("misuse", "unclear"):
        assert (await post(referral, f"{DIRECTORY}/{partner_id}/suspend", why=why)).status_code == 303
    assert (await stored(referral, partner_id)).suspended == "misuse"
    shown = await page(referral, f"{DIRECTORY}/{partner_id}")
    assert "Der Zugang dieser Stelle ist gesperrt." in shown
    assert "Angaben wurden anders verwendet" in shown
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/relist")).status_code == 409

    assert (await post(referral, f"{DIRECTORY}/{partner_id}/restore")).status_code == 303
    restored = await stored(referral, partner_id)
    assert (restored.listed, restored.suspended) == (True, None)
    assert (await referral.http.get(API, headers=system)).status_code == 200
    assert [how for how, *_ in await history(referral, partner_id)][-2:] == ["suspended", "restored"]


async def test_a_new_pin_is_shown_once_and_the_old_one_is_dead(referral: Referral) -> None:
    partner_id, old = referral.partners["partner_b"]["id"], referral.partners["partner_b"]["pin"]
    case_id, *_ = await referral.at_partner("partner_b")
    link = await _link_again(referral, case_id)
    sent = {"attempt": secrets.token_urlsafe(24)}
    first, again = [
        await referral.http.post(f"{DIRECTORY}/{partner_id}/pin", headers=supervisor(), data=sent) for _ in range(2)
    ]
    (pin,) = re.findall(r">(\d{8})<", first.text)
    assert (again.status_code, pin in again.text) == (303, False)
    assert pin not in await page(referral, f"{DIRECTORY}/{partner_id}")
    assert pin not in str(await referral.store["access"].find({}).to_list(None))

    refused = await referral.http.post(link, headers=_from_the_page(referral), data={"pin": old})
    assert refused.status_code == 401
    assert PACKAGE["account"] in (await referral.http.get(link, headers=await _enter(referral, link, pin))).text
    assert (await referral.http.get(API, headers=referral.system("partner_b"))).status_code == 200
    assert [how for how, *_ in await history(referral, partner_id)][-1] == "pin_issued"


async def test_who_entered_the_pin_before_a_suspension_or_a_new_one_is_asked_for_it(referral: Referral) -> None:
    partner_id, pin = referral.partners["partner_b"]["id"], referral.partners["partner_b"]["pin"]
    case_id, *_ = await referral.at_partner("partner_b")
    link = await _link_again(referral, case_id)
    before = await _enter(referral, link, pin)
    for act, why in (("suspend", {"why": "misuse"}), ("restore", {})):
        assert (await post(referral, f"{DIRECTORY}/{partner_id}/{act}", **why)).status_code == 303
    await _is_asked_for_the_pin(referral, link, before)
    since = await _enter(referral, link, pin)
    assert "PIN Ihrer Stelle" not in (await referral.http.get(link, headers=since)).text
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/pin")).status_code == 200
    await _is_asked_for_the_pin(referral, link, since)


async def _is_asked_for_the_pin(referral: Referral, link: str, inside: dict[str, str]) -> None:
    assert "PIN Ihrer Stelle" in (await referral.http.get(link, headers=inside)).text
    assert (await referral.http.get(f"{link}/alle", headers=inside)).status_code == 401
    answer = {"act": "accept", "version": "3"}
    assert (await referral.http.post(f"{link}/antwort", headers=inside, data=answer)).status_code == 401


async def test_a_new_token_is_shown_once_and_the_old_one_is_dead(referral: Referral) -> None:
    partner_id = referral.partners["partner_b"]["id"]
    issued = await post(referral, f"{DIRECTORY}/{partner_id}/token")
    (token,) = re.findall(r">([A-Za-z0-9_-]{43})<", issued.text)
    assert (await referral.http.get(API, headers=referral.system("partner_b"))).status_code == 401
    new = {"Authorization": f"Bearer {token}"}
    assert (await referral.http.get(API, headers=new)).status_code == 200
    await post(referral, f"{DIRECTORY}/{partner_id}/suspend", why="access_lost")
    assert (await referral.http.get(API, headers=new)).status_code == 401


async def test_a_partner_without_access_gets_a_pin_and_no_token(referral: Referral) -> None:
    partner_id = referral.partners["partner_b"]["id"]
    await referral.store["access"].delete_many({"_id": partner_id})
    assert (await post(referral, f"{DIRECTORY}/{partner_id}/pin")).status_code == 200
    row = await referral.store["access"].find_one({"_id": partner_id})
    assert row is not None
    assert (await referral.http.get(API, headers=referral.system("partner_b"))).status_code == 401
    missing = await post(referral, f"{DIRECTORY}/{uuid.uuid4()}/pin")
    assert missing.status_code == 404


async def _enter(referral: Referral, link: str, pin: str) -> dict[str, str]:
    origin = _from_the_page(referral)
    entered: httpx2.Response = await referral.http.post(link, headers=origin, data={"pin": pin})
    return origin | {"Cookie": entered.headers["set-cookie"].split(";")[0]}
