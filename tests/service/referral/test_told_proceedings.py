"""Police and prosecution tell how a proceeding stands, by page and by interface; everybody else does not."""

import asyncio
import json
import re
from typing import Any

import httpx2
import pytest

from tests.harness.eventually import eventually
from tests.harness.services.referral import Referral
from tests.service.referral.test_access import _from_the_page, _link_again
from tests.service.referral.test_partner_pages import cookie

pytestmark = pytest.mark.engines
API = "/api/referral/partner/referrals"
FILE_NUMBER = "123 Js 4567/26"
TOLD: dict[str, Any] = {
    "state": "investigation",
    "known_on": "2026-09-01",
    "act_known_on": "2026-08-20",
    "offences": ["stgb_241"],
}
ENDED = TOLD | {
    "state": "discontinued",
    "known_on": "2026-09-20",
    "discontinuation": "stpo_170_2",
    "notices": [{"kind": "discontinuation_with_instruction", "on": "2026-09-20"}],
    "file_number": FILE_NUMBER,
}


async def at_work(referral: Referral, category: str = "police") -> tuple[str, str, str]:
    """Case, hand-over and reference of a referral that partner_b accepted."""
    case_id, handover_id, reference = await referral.at_partner("partner_b")
    changes = {"partner_category": category}
    await referral.store["referrals"].update_one({"reference": reference}, {"$set": changes})
    accepted = await referral.http.post(f"{API}/{reference}/accept", headers=referral.system("partner_b"))
    assert accepted.status_code == 200
    return case_id, handover_id, reference


async def tell(
    referral: Referral, reference: str, body: dict[str, Any], who: str = "partner_b", **more: str
) -> httpx2.Response:
    there = f"{API}/{reference}/proceeding"
    return await referral.http.post(there, headers=referral.system(who) | more, json=body)


async def inside(referral: Referral, case_id: str) -> tuple[str, dict[str, str]]:
    link, origin = await _link_again(referral, case_id), _from_the_page(referral)
    entered = await referral.http.post(link, headers=origin, data={"pin": referral.partners["partner_b"]["pin"]})
    return link, origin | {"Cookie": cookie(entered)}


async def count(referral: Referral, case_id: str) -> int:
    return await referral.store["proceedings"].count_documents({"case_id": case_id})


def typed(body: dict[str, Any], **more: str) -> dict[str, Any]:
    """As the page's form sends it."""
    days = {f"notice_{each['kind']}": each["on"] for each in body.get("notices", [])}
    return {name: value for name, value in body.items() if name != "notices"} | days | more


async def test_what_a_system_tells_is_published_shown_and_read_back(referral: Referral) -> None:
    case_id, _, reference = await at_work(referral)
    there = f"{API}/{reference}/proceeding"
    nothing = await referral.http.get(there, headers=referral.system("partner_b"))
    told = await tell(referral, reference, ENDED)
    assert (nothing.status_code, told.status_code) == (404, 200)
    assert told.json() == {**ENDED, "number": 1}
    assert told.headers["etag"] == '"1"'
    read = await referral.http.get(there, headers=referral.system("partner_b"))
    assert (read.json(), read.headers["etag"]) == (told.json(), '"1"')

    updated = await referral.heard("proceeding.updated", case_id)
    assert (updated["data"]["source"], updated["data"]["state"]) == ("partner", "discontinued")
    assert updated["data"]["notices"] == ENDED["notices"]
    assert "Js 4567" not in json.dumps(updated)
    assert "Js 4567" not in str(await referral.store["proceedings"].find_one({"case_id": case_id}))
    page = await referral.page(f"/referral/cases/{case_id}/proceedings")
    assert re.search(r"Eingetragen von</dt><dd><bdi>Rechts- und Opferberatung Rathausnetz", page)
    assert FILE_NUMBER in page


async def test_the_page_tells_the_same_and_says_what_is_wrong(referral: Referral) -> None:
    case_id, _, reference = await at_work(referral, "prosecution")
    link, page = await inside(referral, case_id)
    assert f'href="{link}/verfahren"' in (await referral.http.get(link, headers=page)).text
    form = (await referral.http.get(f"{link}/verfahren", headers=page)).text
    assert 'name="file_number"' in form
    wrong = typed(ENDED, known_on="2099-01-01", file_number="unbekannt")
    refused = await referral.http.post(f"{link}/verfahren", headers=page, data=wrong)
    assert refused.status_code == 422
    assert "Das sieht nicht nach einem Aktenzeichen aus" in refused.text
    assert 'value="unbekannt"' in refused.text
    later = await referral.http.post(f"{link}/verfahren", headers=page, data=typed(ENDED, known_on="2099-01-01"))
    assert (later.status_code, "liegt in der Zukunft" in later.text) == (422, True)
    assert await count(referral, case_id) == 0

    told = await referral.http.post(f"{link}/verfahren", headers=page, data=typed(ENDED, version="0"))
    assert told.status_code == 303
    shown = (await referral.http.get(told.headers["location"], headers=page)).text
    assert "Das ist eingetragen, und die Beratung sieht es." in shown
    assert f'value="{FILE_NUMBER}"' in shown
    read = await referral.http.get(f"{API}/{reference}/proceeding", headers=referral.system("partner_b"))
    assert read.json() == {**ENDED, "number": 1}


async def test_told_over_two_ways_at_once_is_one_proceeding(referral: Referral) -> None:
    case_id, _, reference = await at_work(referral)
    link, page = await inside(referral, case_id)
    form = typed(TOLD, version="0", attempt="b" * 32)
    answers = await asyncio.gather(
        *(tell(referral, reference, TOLD) for _ in range(2)),
        *(referral.http.post(f"{link}/verfahren", headers=page, data=form) for _ in range(2)),
    )
    assert [each.status_code for each in answers] == [200, 200, 303, 303]
    assert await count(referral, case_id) == 1
    row = await referral.store["proceedings"].find_one({"case_id": case_id})
    assert row
    assert (row["version"], row["told"]["number"]) == (1, 1)


async def test_what_was_told_meanwhile_stands_beside_what_is_typed(referral: Referral) -> None:
    case_id, _, reference = await at_work(referral)
    link, page = await inside(referral, case_id)
    assert (await tell(referral, reference, TOLD)).status_code == 200
    assert (await tell(referral, reference, ENDED, **{"If-Match": '"1"'})).status_code == 200
    late = await tell(referral, reference, TOLD, **{"If-Match": '"1"'})
    assert (late.status_code, late.json()["type"]) == (409, "urn:lotse:problem:changed-meanwhile")
    shown = await referral.http.post(f"{link}/verfahren", headers=page, data=typed(TOLD, version="1"))
    assert shown.status_code == 409
    assert re.search(r"Dieser Stand gilt seit</th><td>1. September 2026</td><td>20. September 2026", shown.text)
    assert 'name="version" value="2"' in shown.text
    over = await referral.http.post(f"{link}/verfahren", headers=page, data=typed(TOLD, version="2"))
    assert over.status_code == 303


async def test_the_counsellor_corrects_and_the_partner_does_not_read_it(referral: Referral) -> None:
    case_id, _, reference = await at_work(referral)
    first = await tell(referral, reference, ENDED)
    row = await referral.store["proceedings"].find_one({"case_id": case_id})
    assert row
    mine = {**typed(ENDED), "source": "partner", "roles": ["self"], "authority_land": "BY", "version": "1"}
    corrected = mine | {"notice_complaint_filed": "2026-09-21", "act_known_on": "2026-08-25"}
    one = f"/referral/cases/{case_id}/proceedings/{row['_id']}"
    assert (await referral.http.post(one, headers=referral.counsellor, data=corrected)).status_code == 303
    read = await referral.http.get(f"{API}/{reference}/proceeding", headers=referral.system("partner_b"))
    assert read.json() == first.json()
    notice = {"kind": "discontinuation_with_instruction", "on": "2026-09-22"}
    again = await tell(referral, reference, ENDED | {"known_on": "2026-09-22", "notices": [notice]})
    assert again.status_code == 200, "a contradiction of the counsellor's days is not the partner's to learn"
    page = await referral.page(f"/referral/cases/{case_id}/proceedings")
    assert "Angaben der Stelle und der Beratung passen nicht zusammen" in page
    assert "Bayern" in page
    assert "25. August 2026" in page


async def test_another_partner_and_one_that_investigates_nothing_tell_nothing(referral: Referral) -> None:
    case_id, _, reference = await at_work(referral)
    foreign, nowhere = [await tell(referral, each, TOLD, "partner_a") for each in (reference, "f" * 32)]
    assert (foreign.status_code, foreign.content) == (404, nowhere.content)
    advice, _, theirs = await at_work(referral, "legal")
    other = await tell(referral, theirs, TOLD)
    assert (other.status_code, other.json()["type"]) == (409, "urn:lotse:problem:not-in-this-state")
    link, page = await inside(referral, advice)
    assert f"{link}/verfahren" not in (await referral.http.get(link, headers=page)).text
    assert (await referral.http.get(f"{link}/verfahren", headers=page)).status_code == 409
    assert await count(referral, case_id) + await count(referral, advice) == 0


async def test_before_it_accepts_and_after_the_end_nothing_is_told(referral: Referral) -> None:
    *_, reference = await referral.at_partner("partner_b")
    police = {"partner_category": "police"}
    await referral.store["referrals"].update_one({"reference": reference}, {"$set": police})
    assert (await tell(referral, reference, TOLD)).status_code == 409
    system = referral.system("partner_b")
    await referral.http.post(f"{API}/{reference}/accept", headers=system)
    assert (await tell(referral, reference, TOLD)).status_code == 200
    await referral.http.post(f"{API}/{reference}/complete", headers=system, json={"outcome": "helped"})
    assert (await tell(referral, reference, ENDED)).status_code == 409
    assert (await referral.http.get(f"{API}/{reference}/proceeding", headers=system)).status_code == 409


async def test_with_a_withdrawn_or_unconfirmed_consent_nothing_is_told(referral: Referral) -> None:
    case_id, handover_id, reference = await at_work(referral)
    link, page = await inside(referral, case_id)
    referral.intake.standings[handover_id] = 500
    unsure = await tell(referral, reference, TOLD)
    assert (unsure.status_code, unsure.json()["type"]) == (503, "urn:lotse:problem:consent-unconfirmed")
    assert (await referral.http.get(f"{link}/verfahren", headers=page)).status_code == 503
    kept = await referral.http.post(f"{link}/verfahren", headers=page, data=typed(TOLD))
    assert kept.status_code == 503
    referral.intake.standings[handover_id] = "withdrawn"
    over = await tell(referral, reference, TOLD)
    assert (over.status_code, over.json()["type"]) == (409, "urn:lotse:problem:not-in-this-state")
    assert (await referral.heard("referral.recalled", case_id))["data"]["reason"] == "consent_withdrawn"
    assert await count(referral, case_id) == 0


async def test_without_the_pin_what_was_typed_is_kept_and_sent_with_it(referral: Referral) -> None:
    case_id, _, _ = await at_work(referral)
    link, outside = await _link_again(referral, case_id), _from_the_page(referral)
    assert (await referral.http.get(f"{link}/verfahren", headers=outside)).status_code == 401
    asked = await referral.http.post(f"{link}/verfahren", headers=outside, data=typed(ENDED))
    assert asked.status_code == 401
    assert f'value="{FILE_NUMBER}"' in asked.text
    assert 'name="pin"' in asked.text
    right = referral.partners["partner_b"]["pin"]
    wrong = f"{(int(right) + 1) % 10**8:08d}"
    tried = await referral.http.post(f"{link}/verfahren", headers=outside, data=typed(ENDED, pin=wrong))
    assert (tried.status_code, "set-cookie" in tried.headers, wrong in tried.text) == (401, False, False)
    assert await count(referral, case_id) == 0
    told = await referral.http.post(f"{link}/verfahren", headers=outside, data=typed(ENDED, pin=right))
    assert told.status_code == 303
    shown = await referral.http.get(told.headers["location"], headers=outside | {"Cookie": cookie(told)})
    assert shown.status_code == 200
    assert await count(referral, case_id) == 1


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"state": "unreported"}, 422),
        ({"offences": []}, 422),
        ({"known_on": "gestern"}, 422),
        ({"name": "M. Muster"}, 422),
        ({"file_number": "x" * 41}, 422),
        ({"file_number": "Amtsgericht"}, 422),
        ({"notices": [{"kind": "complaint_filed", "on": "2026-09-20"}]}, 422),
        ({"notices": [{"kind": "report_filed", "on": "2026-08-20"}] * 2}, 409),
        ({"known_on": "2099-01-01"}, 409),
        ({"discontinuation": "stpo_153"}, 409),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else str(each),
)
async def test_what_makes_no_sense_is_refused(referral: Referral, wrong: dict[str, Any], status: int) -> None:
    case_id, _, reference = await at_work(referral)
    refused = await tell(referral, reference, TOLD | wrong)
    assert refused.status_code == status
    assert not [value for value in wrong.values() if isinstance(value, str) and value in refused.text]
    assert await count(referral, case_id) == 0


async def test_a_suspended_partner_tells_nothing(referral: Referral) -> None:
    case_id, _, reference = await at_work(referral)
    link, page = await inside(referral, case_id)
    partner_id = {"_id": referral.partners["partner_b"]["id"]}
    await referral.store["partners"].update_one(partner_id, {"$set": {"listed": False, "suspended": "unclear"}})
    try:
        assert (await tell(referral, reference, TOLD)).status_code == 401
        assert (await referral.http.post(f"{link}/verfahren", headers=page, data=typed(TOLD))).status_code == 404
        assert (await referral.http.get(f"{link}/verfahren", headers=page)).status_code == 404
    finally:
        await referral.store["partners"].update_one(partner_id, {"$set": {"listed": True, "suspended": None}})
    assert await count(referral, case_id) == 0


async def test_the_counsellors_tab_counts_it(referral: Referral) -> None:
    case_id, _, reference = await at_work(referral)
    await tell(referral, reference, TOLD)

    async def counted() -> str:
        return await referral.page(f"/referral/cases/{case_id}/proceedings/count")

    assert await eventually(counted) == "<span>(1)</span>"
