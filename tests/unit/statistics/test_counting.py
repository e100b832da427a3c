from datetime import UTC, datetime, timedelta

import pytest

from services.statistics.domain import contributions
from services.statistics.domain.contributions import NOTHING, Cell, changes
from services.statistics.domain.operations import Heartbeat, current
from services.statistics.domain.periods import Period, latest_closed
from services.statistics.domain.tables import TABLES, Count, report
from shared.errors import NotFound

NOVEMBER = datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_triage_replaces_what_the_opening_counted_and_keeps_its_quarter() -> None:
    opened = contributions.case("unknown", "mandate", NOVEMBER)
    triaged = contributions.triaged(opened, "NW", "mandate")
    assert changes(opened, triaged) == {
        Cell("cases", "2026-Q4", "unknown", "mandate"): -1,
        Cell("cases", "2026-Q4", "NW", "mandate"): +1,
    }


def test_triage_that_changes_nothing_coarse_changes_no_cell() -> None:
    opened = contributions.case("NW", "office", NOVEMBER)
    assert changes(opened, contributions.triaged(opened, "NW", "office")) == {}


def test_a_moved_deadline_is_counted_once() -> None:
    missed = contributions.moved(contributions.deadline(NOTHING, "strafantrag", NOVEMBER), "missed")
    assert contributions.deadline(missed, "strafantrag", NOVEMBER) == {
        Cell("deadlines", "2026-Q4", "strafantrag", "set")
    }


@pytest.mark.parametrize(
    ("moment", "quarter"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "2026-Q4"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027-Q1"),
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), "2026-Q2"),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), "2026-Q3"),
    ],
)
def test_quarters_turn_at_german_midnight(moment: datetime, quarter: str) -> None:
    assert str(Period.holding(moment, "quarter")) == quarter


def test_a_period_closes_a_month_after_its_end() -> None:
    year = Period(2026)
    assert not year.is_closed(datetime(2027, 1, 31, 22, 59, tzinfo=UTC))
    assert year.is_closed(datetime(2027, 1, 31, 23, tzinfo=UTC))
    assert latest_closed("year", datetime(2027, 1, 31, 22, tzinfo=UTC)) == Period(2025)
    assert latest_closed("year", datetime(2027, 2, 1, tzinfo=UTC)) == Period(2026)
    assert latest_closed("quarter", NOVEMBER) == Period(2026, 3)
    assert latest_closed("quarter", datetime(2027, 1, 15, tzinfo=UTC)) == Period(2026, 3)


@pytest.mark.parametrize("text", ["2026", "2026-Q4"])
def test_a_period_is_written_as_it_is_read(text: str) -> None:
    assert str(Period.read(text)) == text


@pytest.mark.parametrize("text", ["", "26", "2026-Q5", "2026-q1", "0000", "９９９９", "2026\n"])
def test_other_periods_do_not_exist(text: str) -> None:
    with pytest.raises(NotFound):
        Period.read(text)


def test_a_word_that_no_table_knows_is_counted_as_unknown() -> None:
    figures = TABLES["cases"].figures([Count("XX", "mandate", 7)])
    assert figures["unknown", "mandate"] == figures["total", "total"] == 7


def test_states_too_fine_to_show_are_counted_together() -> None:
    counts = [Count("police", state, 3) for state in ("sent", "delivered", "overdue")]
    assert TABLES["referrals"].figures(counts)["police", "open"] == 9


def test_a_report_never_holds_what_it_hides() -> None:
    shown = report(TABLES["cases"], Period(2026), [Count("BY", "office", 8), Count("HE", "mandate", 4)])
    assert shown.shown["BY", "office"] == 8
    assert shown.shown["HE", "mandate"] is None
    assert not shown.is_publishable


def heartbeat(**changed: object) -> Heartbeat:
    quiet = {"pending": 0, "oldest_pending": None, "parked": 0, "quarantined": 0, "refused": 0, "lag": 0, "stopped": ()}
    named = {"service": "intake", "instance": "desk-1", "version": "0.1.0", "at": NOVEMBER}
    return Heartbeat(**named | quiet | changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "condition"),
    [
        ({}, "well"),
        ({"pending": 3, "oldest_pending": 2.0}, "busy"),
        ({"parked": 1}, "busy"),
        ({"pending": 3, "oldest_pending": 61.0}, "attention"),
        ({"refused": 1}, "attention"),
        ({"stopped": ("lotse.intake.case",)}, "attention"),
    ],
)
def test_a_heartbeat_says_how_its_service_is(changed: dict[str, object], condition: str) -> None:
    assert heartbeat(**changed).condition(NOVEMBER) == condition


def test_a_service_that_missed_three_heartbeats_is_silent() -> None:
    assert heartbeat().condition(NOVEMBER + timedelta(seconds=30)) != "silent"
    assert heartbeat().condition(NOVEMBER + timedelta(seconds=31)) == "silent"


def test_an_instance_that_was_replaced_is_no_longer_shown_but_the_last_of_a_silent_service_is() -> None:
    later = NOVEMBER + timedelta(minutes=1)
    old, new = heartbeat(instance="old"), heartbeat(instance="new", at=later)
    assert current([old, new], later)["intake"] == [new]
    assert current([old], later) == {"intake": [old], "referral": [], "notification": [], "statistics": []}
