"""What a fact adds to cells, and what it takes away again."""

from datetime import UTC, datetime

from services.statistics.domain import contributions
from services.statistics.domain.contributions import NOTHING, Cell, changes

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
