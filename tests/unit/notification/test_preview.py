"""Every rule may be asked for by anybody: the vectors of each, why it does not run, and which field is wrong."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.notification.api import router
from shared.deadlines.working_days import LAENDER
from shared.web.problems import install

PREVIEW = "/api/notification/deadlines/preview"
FRONLEICHNAM = {"BW", "BY", "HE", "NW", "RP", "SL"}


@pytest.fixture(scope="module")
def anyone() -> TestClient:
    app = FastAPI()
    app.include_router(router(lambda: datetime(2026, 11, 28, 12, tzinfo=UTC)))
    install(app)
    return TestClient(app)


def told(anyone: TestClient, **question: Any) -> dict[str, Any]:
    answer = anyone.post(PREVIEW, json=question)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def dates(said: dict[str, Any]) -> tuple[str, str, str]:
    return said["act_by"], said["safe_on"], said["legal_on"]


@pytest.mark.parametrize("land", [*LAENDER, "unknown"])
@pytest.mark.parametrize(
    ("notified_on", "act_by", "safe_on", "legal_on"),
    [
        ("2026-12-11", "2026-12-24", "2026-12-25", "2026-12-28"),
        ("2026-03-20", "2026-04-02", "2026-04-03", "2026-04-07"),
    ],
)
def test_two_weeks_to_complain(
    anyone: TestClient, notified_on: str, act_by: str, safe_on: str, legal_on: str, land: str
) -> None:
    said = told(anyone, rule="beschwerde", notified_on=notified_on, instructed=True, land=land)
    assert dates(said) == (act_by, safe_on, legal_on)
    assert (said["rule"], said["norm"], said["law_version"], said["running"]) == (
        "beschwerde",
        "§ 172 Abs. 1 StPO",
        "2026-08",
        True,
    )


@pytest.mark.parametrize("land", LAENDER)
def test_two_weeks_that_end_on_fronleichnam(anyone: TestClient, land: str) -> None:
    said = told(anyone, rule="beschwerde", notified_on="2026-05-21", instructed=True, land=land)
    moved = land in FRONLEICHNAM
    assert said["legal_on"] == ("2026-06-05" if moved else "2026-06-04")
    assert said["act_by"] == ("2026-06-03" if moved or land in {"SN", "TH"} else "2026-06-04")


@pytest.mark.parametrize("land", [{}, {"land": "unknown"}])
def test_without_a_land_fronleichnam_is_no_day_to_act_and_it_ends_the_day_after(
    anyone: TestClient, land: dict[str, str]
) -> None:
    said = told(anyone, rule="beschwerde", notified_on="2026-05-21", instructed=True, **land)
    assert dates(said) == ("2026-06-03", "2026-06-04", "2026-06-05")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"notified_on": "2026-01-31"}, ("2026-02-27", "2026-02-28", "2026-03-02")),
        ({"notified_on": "2026-11-25"}, ("2026-12-24", "2026-12-25", "2026-12-28")),
        ({"notified_on": "2024-01-31"}, ("2024-02-29", "2024-02-29", "2024-02-29")),
    ],
)
def test_one_month_to_apply_to_the_court(
    anyone: TestClient, question: dict[str, str], expected: tuple[str, str, str]
) -> None:
    assert dates(told(anyone, rule="klageerzwingung", land="NW", **question)) == expected


@pytest.mark.parametrize(
    ("known_on", "expected"),
    [
        ("2026-12-07", ("2026-12-10", "2026-12-10", "2026-12-10")),
        ("2026-12-10", ("2026-12-11", "2026-12-13", "2026-12-13")),
        ("2026-04-03", ("2026-04-03", "2026-04-06", "2026-04-06")),
    ],
)
def test_three_days_for_the_municipality_without_roll_over(
    anyone: TestClient, known_on: str, expected: tuple[str, str, str]
) -> None:
    assert dates(told(anyone, rule="unfallanzeige", known_on=known_on, days_unfit=4, land="NW")) == expected


@pytest.mark.parametrize(
    ("entered_on", "expected"),
    [
        ("2026-11-28", ("2028-11-28", "2028-11-28", "2028-11-28")),
        ("2024-12-25", ("2026-12-24", "2026-12-25", "2026-12-25")),
        ("2024-02-29", ("2026-02-27", "2026-02-28", "2026-02-28")),
    ],
)
def test_two_years_of_a_register_block_without_roll_over(
    anyone: TestClient, entered_on: str, expected: tuple[str, str, str]
) -> None:
    assert dates(told(anyone, rule="auskunftssperre", entered_on=entered_on)) == expected


@pytest.mark.parametrize("question", [{"rule": "strafantrag"}, {}])
def test_a_request_for_prosecution_is_the_rule_that_needs_no_name(anyone: TestClient, question: dict[str, str]) -> None:
    said = told(anyone, act_known_on="2026-10-06", offender_known_on="2026-10-06", land="BY", **question)
    assert dates(said) == ("2027-01-05", "2027-01-06", "2027-01-07")
    assert said["inputs"] == {
        "rule": "strafantrag",
        "act_known_on": "2026-10-06",
        "offender_known_on": "2026-10-06",
        "entitled": "self",
        "offences": [],
        "land": "BY",
    }


@pytest.mark.parametrize(
    ("question", "why", "words"),
    [
        ({"act_known_on": "2026-10-06"}, "offender_unknown", "Täter unbekannt"),
        ({"act_known_on": "2026-10-06", "offences": ["stgb_238"]}, "no_request_needed", "kein Antrag nötig"),
        ({"rule": "beschwerde", "notified_on": "2026-11-20", "instructed": False}, "not_instructed", "weil"),
        (
            {"rule": "beschwerde", "notified_on": "2026-11-20", "instructed": True, "private_action": True},
            "private_action_only",
            "Privatklage",
        ),
        ({"rule": "unfallanzeige", "known_on": "2026-11-20", "days_unfit": 3}, "not_reportable", "drei Tage"),
    ],
)
def test_what_does_not_run_says_why_and_has_no_dates(
    anyone: TestClient, question: dict[str, Any], why: str, words: str
) -> None:
    said = told(anyone, **question)
    assert (said["running"], said["stands_still"]) == (False, why)
    assert said["sentence"].startswith("läuft nicht")
    assert words in said["sentence"]
    assert not {"act_by", "safe_on", "legal_on"} & said.keys()


def test_a_death_is_to_be_reported_however_few_the_days(anyone: TestClient) -> None:
    assert told(anyone, rule="unfallanzeige", known_on="2026-11-27", days_unfit=0, death=True)["running"] is True


def test_what_is_over_is_said_as_over_with_what_can_still_be_done(anyone: TestClient) -> None:
    said = told(anyone, rule="beschwerde", notified_on="2026-03-20", instructed=True, land="NW")
    assert said["sentence"].startswith("abgelaufen: ")
    assert "Wiedereinsetzung" in said["sentence"]
    assert "sentence" not in told(anyone, rule="beschwerde", notified_on="2026-11-20", instructed=True, land="NW")


COMPLAINT = {"rule": "beschwerde", "notified_on": "2026-11-20", "instructed": True}


@pytest.mark.parametrize(
    ("question", "field", "slug"),
    [
        ({"rule": "canary"}, "rule", "wrong-value"),
        ({"rule": "evidence"}, "rule", "wrong-value"),
        ({"rule": 5}, "rule", "wrong-value"),
        ({**COMPLAINT, "land": "canary"}, "land", "unknown-land"),
        ({**COMPLAINT, "land": 5}, "land", "wrong-value"),
        ({**COMPLAINT, "notified_on": "2026-02-30"}, "notified_on", "bad-day"),
        ({**COMPLAINT, "instructed": "canary"}, "instructed", "wrong-value"),
        ({"rule": "beschwerde", "instructed": True}, "notified_on", "wrong-value"),
        ({"rule": "klageerzwingung", "notified_on": "canary"}, "notified_on", "bad-day"),
        ({"rule": "unfallanzeige", "known_on": "2026-11-20", "days_unfit": -1}, "days_unfit", "wrong-value"),
        ({"rule": "unfallanzeige", "known_on": "2026-11-20", "days_unfit": "5"}, "days_unfit", "wrong-value"),
        ({"rule": "unfallanzeige", "known_on": "2026-11-20", "days_unfit": True}, "days_unfit", "wrong-value"),
        ({"rule": "unfallanzeige", "known_on": "2026-11-20", "days_unfit": 4.5}, "days_unfit", "wrong-value"),
        ({"rule": "auskunftssperre", "entered_on": "1999-12-31"}, "entered_on", "bad-day"),
        ({"act_known_on": "2026-01-01", "offences": ["canary"]}, "offences", "wrong-value"),
        ({"act_known_on": "2026-01-01", "land": "canary"}, "land", "unknown-land"),
        ({**COMPLAINT, "canary": "canary"}, None, "wrong-value"),
    ],
)
def test_a_bad_question_is_refused_with_its_field_and_without_an_echo(
    anyone: TestClient, question: dict[str, Any], field: str | None, slug: str
) -> None:
    answer = anyone.post(PREVIEW, json=question)
    assert answer.status_code == 422
    assert answer.json().get("field") == field
    assert answer.json()["type"] == f"urn:lotse:problem:{slug}"
    assert "canary" not in answer.text
