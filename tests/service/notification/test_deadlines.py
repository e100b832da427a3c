"""A proceeding is told, its clock is kept, said and shown; and anyone can ask for dates without telling anything."""

import uuid

import pytest

from shared.contracts.referral import ProceedingUpdated
from tests.harness.services.notification import World, threat
from tests.service.notification.conftest import cookie

pytestmark = pytest.mark.engines

PREVIEW = "/api/notification/deadlines/preview"


async def test_the_clock_of_a_threat_runs_once_the_offender_is_known(world: World) -> None:
    case_id, proceeding_id = str(uuid.uuid4()), str(uuid.uuid4())
    page = f"/notification/cases/{case_id}/deadlines"
    await world.taken_over(case_id)
    assert "noch kein Strafverfahren" in (await world.staff.get(page)).text

    await world.speaker.say_and_send(case_id, threat(case_id, proceeding_id))
    await world.applied(case_id, ProceedingUpdated.TOPIC)
    assert "läuft nicht: Täter unbekannt" in (await world.staff.get(page)).text
    assert world.ear.about(case_id) == []

    (cause,) = await world.speaker.say_and_send(case_id, threat(case_id, proceeding_id, "2026-09-25"))
    (deadline,) = await world.ear.hear(case_id, 1)
    assert (deadline.type, deadline.cause) == ("lotse.notification.deadline.set.v1", cause)
    said = {name: deadline.data[name] for name in ("rule", "safe_on", "act_by", "legal_on")}
    assert said == {
        "rule": "strafantrag",
        "safe_on": "2026-12-25",
        "act_by": "2026-12-24",
        "legal_on": "2026-12-28",
    }
    shown = (await world.staff.get(page)).text
    for words in ("24. Dezember 2026", "25. Dezember 2026", "28. Dezember 2026", "§ 77b StGB", "2026-08", "§ 241 StGB"):
        assert words in shown

    await world.speaker.say_and_send(case_id, threat(case_id, proceeding_id))
    assert await world.facts(case_id, 2) == ["deadline.set.v1", "deadline.cancelled.v1"]
    assert world.ear.about(case_id)[1].data["deadline_id"] == deadline.data["deadline_id"]


async def test_a_fragment_is_the_content_alone(world: World) -> None:
    await world.taken_over(case_id := str(uuid.uuid4()))
    answer = await world.staff.get(f"/notification/cases/{case_id}/deadlines", headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert '<h2 id="fristen">' in answer.text


async def test_only_counsellors_see_the_page(world: World) -> None:
    page = f"/notification/cases/{uuid.uuid4()}/deadlines"
    assert (await world.anyone.get(page)).status_code == 303
    assert (await world.anyone.get(page, headers=cookie("analyst"))).status_code == 404


async def test_a_preview_computes_and_stores_nothing(world: World) -> None:
    before = await world.store["clocks"].count_documents({})
    question = {"act_known_on": "2026-10-06", "offender_known_on": "2026-10-06", "land": "BY"}
    answer = await world.anyone.post(PREVIEW, json=question)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["act_by"], told["safe_on"], told["legal_on"]) == ("2027-01-05", "2027-01-06", "2027-01-07")
    assert (told["norm"], told["law_version"], told["running"]) == ("§ 77b StGB", "2026-08", True)
    assert told["inputs"]["land"] == "BY"
    assert (await world.anyone.get(PREVIEW, params=question)).json() == told
    assert await world.store["clocks"].count_documents({}) == before


async def test_a_preview_says_why_a_clock_does_not_run(world: World) -> None:
    told = (await world.anyone.post(PREVIEW, json={"act_known_on": "2026-10-06"})).json()
    assert told["running"] is False
    assert told["sentence"] == "läuft nicht: Täter unbekannt"
    assert "safe_on" not in told


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        (b"{", 400, "malformed"),
        (b'{"act_known_on": "\xff"}', 400, "malformed"),
        (b"{}", 422, "wrong-value"),
        (b'{"act_known_on": 5}', 422, "wrong-value"),
        (b'{"act_known_on": "2026-02-30"}', 422, "wrong-value"),
        (b'{"act_known_on": "9999-12-31", "offender_known_on": "9999-12-31"}', 422, "wrong-value"),
        (b'{"act_known_on": "2026-01-01", "offences": ["canary"]}', 422, "wrong-value"),
        (b'{"act_known_on": "2026-01-01", "name": "canary"}', 422, "wrong-value"),
        (b'{"act_known_on": "2026-01-01", "land": "canary"}', 422, "unknown-land"),
        (b'{"act_known_on": "' + b"2" * 70_000 + b'"}', 413, "too-large"),
    ],
)
async def test_a_bad_question_is_a_problem_without_an_echo(world: World, body: bytes, status: int, slug: str) -> None:
    answer = await world.anyone.post(PREVIEW, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:lotse:problem:{slug}"
    assert "canary" not in answer.text
