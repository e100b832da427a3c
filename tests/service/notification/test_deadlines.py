"""A proceeding is updated: its deadline is stored, published and shown to those who may see it."""

import uuid

import pytest

from shared.contracts.referral import ProceedingUpdated
from tests.harness.services.notification import World, threat
from tests.service.notification.conftest import cookie

pytestmark = pytest.mark.engines


async def test_the_deadline_of_a_threat_runs_once_the_offender_is_known(world: World) -> None:
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
