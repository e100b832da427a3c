"""A partner proposes appointments and names who is in charge: intake is told, and the answer comes back."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from services.referral.handlers.effects.schedule import FETCH_ARRANGEMENT_ANSWER
from shared.clock import berlin_day, now
from shared.contracts.intake import ArrangementAnswered, CaseErased, ConsentWithdrawn
from tests.harness.eventually import eventually
from tests.harness.services.referral import Referral
from tests.service.referral.test_told_proceedings import API, at_work, inside

pytestmark = pytest.mark.engines
PLACE = "Hinterhaus 17b, dritte Klingel"
OFFICER = {"name": "Frau Kürbiskern", "phone": "030 23125 200", "hours": "Mo bis Do"}


def on(days: int) -> date:
    return berlin_day(now()) + timedelta(days=days)


def offered(*days: int, **officer: str) -> dict[str, Any]:
    appointments = [
        {"day": on(each).isoformat(), "time": "10:00", "way": "in_person", "place": PLACE, "hint": "Bus 12"}
        for each in days
    ]
    return {"officer": OFFICER | officer, "appointments": appointments}


def typed(body: dict[str, Any], **more: str) -> dict[str, str]:
    """As the page's form sends it."""
    fields = {f"officer_{name}": value for name, value in body["officer"].items()}
    for number, each in enumerate(body["appointments"], 1):
        fields |= {f"{name}_{number}": value for name, value in each.items()}
    return fields | more


async def say(
    referral: Referral, reference: str, body: dict[str, Any], who: str = "partner_b", **more: str
) -> httpx2.Response:
    there = f"{API}/{reference}/arrangement"
    return await referral.http.post(there, headers=referral.system(who) | more, json=body)


async def read(referral: Referral, reference: str) -> httpx2.Response:
    return await referral.http.get(f"{API}/{reference}/arrangement", headers=referral.system("partner_b"))


async def answered(referral: Referral, case_id: str, handover_id: str, **answer: Any) -> None:
    referral.intake.answers[handover_id] = answer
    partner_id = referral.partners["partner_b"]["id"]
    ids = {"case_id": case_id, "handover_id": handover_id, "partner_id": partner_id}
    await referral.speaker.say_and_send(case_id, ArrangementAnswered(**ids))


async def test_intake_is_told_and_only_then_the_bus_says_so(
    referral: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, handover_id, reference = await at_work(referral, "legal")
    assert (await read(referral, reference)).status_code == 404
    monkeypatch.setattr(referral.intake, "arrangements_away", True)
    said = await say(referral, reference, offered(3, 2))
    assert said.status_code == 200
    assert [each["day"] for each in said.json()["appointments"]] == [on(2).isoformat(), on(3).isoformat()]
    assert (said.json()["number"], said.headers["etag"], said.json()["answer"]) == (1, '"1"', None)
    offers = [each for each in referral.said if each["type"].endswith("arrangement-offered.v1")]
    assert case_id not in {each["partitionkey"] for each in offers}
    monkeypatch.setattr(referral.intake, "arrangements_away", False)

    event = await referral.heard("arrangement-offered", case_id)
    (told,) = referral.intake.arranged[handover_id]
    assert (told["round"], told["officer"]["name"], len(told["appointments"])) == (1, OFFICER["name"], 2)
    stored = str(await referral.store["arrangements"].find_one({"case_id": case_id}))
    for secret in (OFFICER["name"], PLACE, on(2).isoformat()):
        assert secret not in json.dumps(event, ensure_ascii=False)
        assert secret not in stored


async def test_the_answer_comes_back_to_the_system_the_page_and_the_counsellor_s_bus(referral: Referral) -> None:
    case_id, handover_id, reference = await at_work(referral, "legal")
    await say(referral, reference, offered(2))
    await referral.heard("arrangement-offered", case_id)
    await answered(referral, case_id, handover_id, round=1, chosen=f"{on(2)}T10:00", word="Ich komme zu zweit.")
    event = await referral.heard("arrangement-answered", case_id)
    on_its_topic = await referral.heard("arrangement-answered", reference)
    assert on_its_topic["data"] == {"reference": reference}
    assert "zweit" not in json.dumps(event)
    answer = (await read(referral, reference)).json()["answer"]
    assert (answer["chosen"], answer["word"]) == (f"{on(2)}T10:00", "Ich komme zu zweit.")
    link, page = await inside(referral, case_id)
    shown = (await referral.http.get(link, headers=page)).text
    assert "Person kommt" in shown
    assert "Ich komme zu zweit." in shown

    other = await say(referral, reference, offered(4))
    assert (other.json()["number"], other.json()["answer"]) == (2, None)
    await answered(referral, case_id, handover_id, round=1, chosen=None, word="zu spät")
    asked = {"kind": FETCH_ARRANGEMENT_ANSWER, "payload.handover_id": handover_id, "status": "done"}
    await eventually(lambda: referral.store["dispatches"].count_documents(asked), lambda many: many == 2)
    assert (await read(referral, reference)).json()["answer"] is None, "to appointments that are no longer offered"


async def test_the_page_keeps_what_is_typed_and_says_what_is_wrong_at_each_field(referral: Referral) -> None:
    case_id, handover_id, _ = await at_work(referral, "legal")
    link, page = await inside(referral, case_id)
    assert f'href="{link}/termin"' in (await referral.http.get(link, headers=page)).text
    empty = await referral.http.post(f"{link}/termin", headers=page, data={"version": "0"})
    assert (empty.status_code, "schlagen Sie einen Termin vor" in empty.text) == (422, True)
    wrong = typed(offered(2), day_1="2020-01-01", time_2="11:00", way_3="in_person", day_3=on(3).isoformat())
    wrong |= {"time_3": "09:00", "officer_name": ""}
    refused = await referral.http.post(f"{link}/termin", headers=page, data=wrong)
    assert refused.status_code == 422
    for field in ("day_1", "day_2", "way_2", "place_3", "officer_name"):
        assert f'id="f-{field}-error"' in refused.text, field
    assert f'value="{PLACE}"' in refused.text

    right = await referral.http.post(f"{link}/termin", headers=page, data=typed(offered(2), version="0"))
    assert right.status_code == 303
    assert "Das ist gespeichert." in (await referral.http.get(right.headers["location"], headers=page)).text
    assert f'value="{PLACE}"' in (await referral.http.get(f"{link}/termin", headers=page)).text
    await referral.heard("arrangement-offered", case_id)
    assert len(referral.intake.arranged[handover_id]) == 1

    late = await referral.http.post(f"{link}/termin", headers=page, data=typed(offered(5), version="0"))
    assert late.status_code == 409
    assert 'name="version" value="1"' in late.text
    assert f'value="{on(5)}"' in late.text


async def test_over_two_ways_at_once_is_one(referral: Referral) -> None:
    case_id, handover_id, reference = await at_work(referral, "legal")
    link, page = await inside(referral, case_id)
    form = typed(offered(2), version="0", attempt="d" * 32)
    answers = await asyncio.gather(
        *(say(referral, reference, offered(2)) for _ in range(2)),
        *(referral.http.post(f"{link}/termin", headers=page, data=form) for _ in range(2)),
    )
    assert [each.status_code for each in answers] == [200, 200, 303, 303]
    row = await referral.store["arrangements"].find_one({"case_id": case_id})
    assert row
    assert row["number"] == 1
    await referral.heard("arrangement-offered", case_id)
    assert len(referral.intake.arranged[handover_id]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        offered(-1),
        offered(200),
        offered(2, name="Leitung") | {"appointments": [*offered(2)["appointments"], *offered(2)["appointments"]]},
        {"appointments": [offered(2)["appointments"][0] | {"place": ""}]},
    ],
    ids=["nothing", "past", "too far", "twice at once", "nowhere"],
)
async def test_what_cannot_be_is_refused_and_nothing_is_stored(referral: Referral, body: dict[str, Any]) -> None:
    case_id, _, reference = await at_work(referral, "legal")
    assert (await say(referral, reference, body)).status_code == 409
    assert await referral.store["arrangements"].count_documents({"case_id": case_id}) == 0


async def test_another_partner_and_one_that_did_not_accept_arrange_nothing(referral: Referral) -> None:
    _, _, reference = await at_work(referral, "legal")
    assert (await say(referral, reference, offered(2), "partner_a")).status_code == 404
    *_, waiting = await referral.at_partner("partner_b")
    assert (await say(referral, waiting, offered(2))).status_code == 409


@pytest.mark.parametrize("how", ["withdrawn", "unknown", "completed", "erased"])
async def test_it_goes_with_the_consent_the_help_and_the_case(referral: Referral, how: str) -> None:
    case_id, handover_id, reference = await at_work(referral, "legal")
    await say(referral, reference, offered(2))
    await referral.heard("arrangement-offered", case_id)
    if how == "unknown":
        referral.intake.standings[handover_id] = 503
        assert (await read(referral, reference)).status_code == 503
        assert (await say(referral, reference, offered(3))).status_code == 503
        return
    if how == "withdrawn":
        consent = referral.consent(case_id, handover_id, "partner_b").model_dump(exclude={"how", "purpose"})
        await referral.speaker.say_and_send(case_id, ConsentWithdrawn.model_validate(consent | {"how": "page"}))
    if how == "completed":
        there = f"{API}/{reference}/complete"
        await referral.http.post(there, headers=referral.system("partner_b"), json={"outcome": "helped"})
    if how == "erased":
        await referral.speaker.say_and_send(case_id, CaseErased(case_id=case_id))

    async def left() -> bool:
        return not await referral.store["arrangements"].count_documents({"case_id": case_id})

    assert await eventually(left)
    assert (await read(referral, reference)).status_code in (404, 409)
