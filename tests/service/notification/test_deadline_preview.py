"""Anyone can ask for the dates of a deadline without telling anything: nothing is stored, and nothing is echoed."""

import pytest

from tests.harness.services.notification import World

pytestmark = pytest.mark.engines

PREVIEW = "/api/notification/deadlines/preview"


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
        (b'{"act_known_on": 5}', 422, "bad-day"),
        (b'{"act_known_on": "2026-02-30"}', 422, "bad-day"),
        (b'{"act_known_on": "9999-12-31", "offender_known_on": "9999-12-31"}', 422, "bad-day"),
        (b'{"act_known_on": "2026-01-01", "offences": ["canary"]}', 422, "wrong-value"),
        (b'{"act_known_on": "2026-01-01", "name": "canary"}', 422, "wrong-value"),
        (b'{"act_known_on": "2026-01-01", "land": "canary"}', 422, "unknown-land"),
        (b'{"act_known_on": "' + b"2" * 700_000 + b'"}', 413, "too-large"),
    ],
)
async def test_a_bad_question_is_a_problem_without_an_echo(world: World, body: bytes, status: int, slug: str) -> None:
    answer = await world.anyone.post(PREVIEW, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:lotse:problem:{slug}"
    assert "canary" not in answer.text
