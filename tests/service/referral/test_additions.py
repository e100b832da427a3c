"""The person agreed to an addition: the partner is told, and reads it live for as long as intake hands it out."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import httpx2
import pytest

from shared.clock import now
from shared.contracts.intake import AdditionGiven, AdditionWithdrawn, ConsentWithdrawn
from tests.harness.eventually import eventually
from tests.harness.services.referral import Referral
from tests.service.referral.test_questions import replied
from tests.service.referral.test_told_proceedings import API, at_work, inside

pytestmark = pytest.mark.engines

WORDS: Final = "Seit dem Kürbisfest jeden Montag."
FIRST: Final = {"id": "1c6a2f0e-5a53-4b7e-9b0f-6c1d0e4a7b21", "given_at": "2026-11-20T09:00:00+00:00"}
SECOND: Final = {"id": "2d7b3f1e-6b64-4c8f-8c1f-7d2e1f5b8c32", "given_at": "2026-11-20T13:00:00+00:00"}
GIVEN: Final = {"additions": [FIRST | {"items": {"contact": WORDS}}], "withdrawn": []}
TAKEN_BACK: Final = {
    "additions": [SECOND | {"items": {"contact": "Am besten vormittags."}}],
    "withdrawn": [FIRST | {"withdrawn_at": "2026-11-21T10:00:00+00:00"}],
}
NO_REPORT: Final = "Dies ist weder Strafanzeige noch Strafantrag."


async def offered(referral: Referral) -> tuple[str, str, str]:
    """Case, hand-over and reference of a referral that partner_b has not decided about."""
    return await referral.at_partner("partner_b")


async def says(
    referral: Referral, case_id: str, handover_id: str, fact: type[AdditionGiven | AdditionWithdrawn], **more: Any
) -> None:
    partner_id = referral.partners["partner_b"]["id"]
    told = fact(case_id=case_id, handover_id=handover_id, partner_id=partner_id, **more)
    await referral.speaker.say_and_send(case_id, told)


async def seen(referral: Referral, reference: str, who: str = "partner_b") -> httpx2.Response:
    return await referral.http.get(f"{API}/{reference}", headers=referral.system(who))


async def on_page(referral: Referral, case_id: str) -> str:
    link, page = await inside(referral, case_id)
    return (await referral.http.get(link, headers=page)).text


def of(referral: Referral, fact: str, key: str) -> list[Mapping[str, Any]]:
    return [each for each in referral.said if each["type"].endswith(f".{fact}.v1") and each["partitionkey"] == key]


async def test_it_answers_the_question_and_is_read_at_the_interface_and_the_link(referral: Referral) -> None:
    case_id, handover_id, reference = await offered(referral)
    there = f"{API}/{reference}/ask"
    asked = await referral.http.post(there, headers=referral.system("partner_b"), json={"items": ["contact"]})
    assert asked.json()["state"] == "questioned"
    assert "additions" not in (await seen(referral, reference)).json()
    referral.intake.added[handover_id] = GIVEN
    await says(referral, case_id, handover_id, AdditionGiven, asked_at=now() + timedelta(minutes=5), items=["contact"])
    await referral.heard("referral.informed", case_id)
    told = await referral.heard("referral.informed", reference)
    assert WORDS not in json.dumps([*referral.said], ensure_ascii=False)
    assert told["data"].keys() == {"reference", "respond_by"}
    assert of(referral, "additions-changed", case_id) == [], "one mail, not two"

    known = (await seen(referral, reference)).json()
    assert (known["state"], known["notice"]) == ("informed", NO_REPORT)
    (added,) = known["additions"]
    assert added == FIRST | {"given_at": "2026-11-20T09:00:00Z", "items": {"contact": WORDS}}
    assert [each.get("by_addition") for each in known["inquiries"]] == [True]
    page = await on_page(referral, case_id)
    assert "Ergänzung vom 20. November 2026" in page
    assert page.index("Ergänzung vom") < page.index(WORDS)
    assert page.count(NO_REPORT) == 2
    assert "eine Ergänzung, der die Person zugestimmt hat" in page
    for name in await referral.store.database.list_collection_names():
        found = await referral.store[name].find({}).to_list(None)
        assert WORDS not in str(found), f"{name} stores nothing of it"
    desk = await referral.page(f"/referral/cases/{case_id}/proposals")
    assert "eine Ergänzung, der die Person zugestimmt hat" in desk
    assert WORDS not in desk
    assert await replied(referral, case_id) == 409, "it is answered"


@pytest.mark.parametrize(
    ("question", "since", "items"),
    [
        ({"items": ["contact"]}, timedelta(minutes=-5), ["contact"]),
        ({"items": ["contact"]}, timedelta(minutes=5), ["account"]),
        ({"items": ["contact", "evidence"]}, timedelta(minutes=5), ["contact"]),
        ({"text": "Gibt es die Datei?"}, timedelta(minutes=5), ["contact"]),
    ],
    ids=["asked before", "of something else", "a part of it", "in words alone"],
)
async def test_what_does_not_give_all_that_was_asked_leaves_it_open_and_is_told_all_the_same(
    referral: Referral, question: dict[str, Any], since: timedelta, items: list[str]
) -> None:
    case_id, handover_id, reference = await offered(referral)
    there = f"{API}/{reference}/ask"
    made = await referral.http.post(there, headers=referral.system("partner_b"), json=question)
    assert made.json()["state"] == "questioned"
    referral.intake.added[handover_id] = GIVEN
    await says(referral, case_id, handover_id, AdditionGiven, asked_at=now() + since, items=items)
    await referral.heard("referral.additions-changed", case_id)
    assert (await referral.heard("referral.additions-changed", reference))["data"] == {"reference": reference}
    assert of(referral, "informed", case_id) == []
    known = (await seen(referral, reference)).json()
    assert known["state"] == "questioned"
    assert [each.get("by_addition") for each in known["inquiries"]] == [None]
    assert known["additions"]

    assert await replied(referral, case_id) == 303, "the counsellor answers what is left"
    await referral.heard("referral.informed", case_id)
    assert [each.get("by_addition") for each in (await seen(referral, reference)).json()["inquiries"]] == [None]


@pytest.mark.parametrize("parts", [("contact", "evidence"), ("evidence", "contact")], ids=" first, then ".join)
async def test_two_that_together_give_all_that_was_asked_answer_it(referral: Referral, parts: tuple[str, str]) -> None:
    case_id, handover_id, reference = await offered(referral)
    there, question = f"{API}/{reference}/ask", {"items": ["contact", "evidence"]}
    await referral.http.post(there, headers=referral.system("partner_b"), json=question)
    referral.intake.added[handover_id] = GIVEN
    first, second = ({"asked_at": now() + timedelta(minutes=n), "items": [part]} for n, part in enumerate(parts, 1))
    await says(referral, case_id, handover_id, AdditionGiven, **first)
    await referral.heard("referral.additions-changed", reference)
    assert (await seen(referral, reference)).json()["state"] == "questioned", "a part of it"
    await says(referral, case_id, handover_id, AdditionWithdrawn)
    await says(referral, case_id, handover_id, AdditionGiven, **second)
    await eventually(lambda: _many(referral, "additions-changed", case_id), lambda many: many == 3)
    assert (await seen(referral, reference)).json()["state"] == "questioned", "the first stands no longer"

    await says(referral, case_id, handover_id, AdditionGiven, **second, beside=[first])
    await referral.heard("referral.informed", reference)
    known = (await seen(referral, reference)).json()
    assert (known["state"], [each["by_addition"] for each in known["inquiries"]]) == ("informed", [True])


async def test_who_is_at_work_is_told_and_told_again_when_it_is_withdrawn(referral: Referral) -> None:
    case_id, handover_id, reference = await at_work(referral, "legal")
    referral.intake.added[handover_id] = GIVEN
    await says(referral, case_id, handover_id, AdditionGiven)
    event = await referral.heard("referral.additions-changed", case_id)
    assert set(event["data"]) == {"case_id", "referral_id", "partner_id"}
    to_its_system = await referral.heard("referral.additions-changed", reference)
    assert to_its_system["data"] == {"reference": reference}
    assert (await seen(referral, reference)).json()["state"] == "accepted", "nothing is to be decided anew"

    referral.intake.added[handover_id] = TAKEN_BACK
    known = (await seen(referral, reference)).json()
    assert [each["id"] for each in known["additions"]] == [SECOND["id"]], "whatever the bus says, and however late"
    (withdrawn,) = known["additions_withdrawn"]
    days = {"given_at": "2026-11-20T09:00:00Z", "withdrawn_at": "2026-11-21T10:00:00Z"}
    assert withdrawn == FIRST | days, "which copy is to be used no more"
    await says(referral, case_id, handover_id, AdditionWithdrawn)
    await eventually(lambda: _many(referral, "additions-changed", case_id), lambda many: many == 2)
    page = await on_page(referral, case_id)
    first, second = "Die Ergänzung vom 20. November 2026, 10:00 Uhr", "Ergänzung vom 20. November 2026, 14:00 Uhr"
    assert f"{first} hat die Person am 21. November 2026 zurückgenommen." in page
    assert second in page
    assert WORDS not in page
    assert "Angaben der Person" in page


async def _many(referral: Referral, fact: str, key: str) -> int:
    return len(of(referral, fact, key))


@pytest.mark.parametrize("how", ["declined", "withdrawn"])
async def test_what_is_over_shows_and_tells_nothing_more(referral: Referral, how: str) -> None:
    case_id, handover_id, reference = await offered(referral)
    referral.intake.added[handover_id] = GIVEN
    link, page = await inside(referral, case_id)
    assert WORDS in (await referral.http.get(link, headers=page)).text
    partner_id = referral.partners["partner_b"]["id"]
    if how == "declined":
        there = f"{API}/{reference}/decline"
        await referral.http.post(there, headers=referral.system("partner_b"), json={"reason": "no_capacity"})
    else:
        referral.intake.standings[handover_id] = "withdrawn"
        told = {
            "case_id": case_id,
            "handover_id": handover_id,
            "partner_id": partner_id,
            "kind": "warm",
            "items": ["account"],
            "text_version": "2026-01",
            "how": "page",
        }
        await referral.speaker.say_and_send(case_id, ConsentWithdrawn.model_validate(told))
        await referral.heard("referral.recalled", case_id)
    await says(referral, case_id, handover_id, AdditionGiven)
    await referral.at_partner("partner_b")
    assert "additions" not in (await seen(referral, reference)).json()
    assert WORDS not in (await referral.http.get(link, headers=page)).text
    assert of(referral, "additions-changed", case_id) == of(referral, "informed", case_id) == []


async def test_another_partner_sees_nothing_and_without_intake_nobody_does(referral: Referral) -> None:
    case_id, handover_id, reference = await at_work(referral, "legal")
    referral.intake.added[handover_id] = GIVEN
    assert (await seen(referral, reference, "partner_a")).status_code == 404
    assert (await seen(referral, reference)).json()["additions"]
    for refusal in (503, 500, 404):
        referral.intake.added[handover_id] = refusal
        answer = await seen(referral, reference)
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:lotse:problem:consent-unconfirmed")
        assert WORDS not in answer.text
    referral.intake.added[handover_id] = {"additions": "not a list"}
    assert (await seen(referral, reference)).status_code == 503
    link, page = await inside(referral, case_id)
    assert (await referral.http.get(link, headers=page)).status_code == 503


async def test_one_for_a_referral_that_is_not_there_changes_nothing(referral: Referral) -> None:
    case_id, handover_id, reference = await at_work(referral, "legal")
    await says(referral, case_id, "6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f10", AdditionGiven)
    await says(referral, case_id, "6f1f7b1e-4a5c-4f0e-9a27-0d6a3c1d9f10", AdditionWithdrawn)
    await says(referral, case_id, handover_id, AdditionGiven)
    await referral.heard("referral.additions-changed", reference)
    assert len(of(referral, "additions-changed", case_id)) == 1
