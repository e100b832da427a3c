"""Quarters and years in German time, and when they are closed."""

from datetime import UTC, datetime

import pytest

from services.statistics.domain.periods import Period, latest_closed
from shared.errors import NotFound

NOVEMBER = datetime(2026, 11, 22, 10, tzinfo=UTC)


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
