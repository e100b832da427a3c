"""When somebody is there, and how much opening time has passed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import BERLIN
from shared.opening_hours import OpeningHours

HOURS = OpeningHours()
HOUR = timedelta(hours=1)
INSTANTS = st.integers(0, 20 * 365 * 24 * 60).map(lambda n: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2026-11-27T08:59", "2026-11-27T09:00"),
        ("2026-11-27T12:00", "2026-11-27T12:00"),
        ("2026-11-27T16:00", "2026-11-30T09:00"),  # Friday
        ("2026-06-04T10:00", "2026-06-05T09:00"),  # Fronleichnam at the seat
        ("2026-12-24T17:00", "2026-12-28T09:00"),
        ("2026-03-27T20:00", "2026-03-30T09:00"),  # over the change of the clocks
    ],
)
def test_the_next_opening(at: str, opening: str) -> None:
    assert HOURS.next_opening(berlin(at)) == berlin(opening)


@pytest.mark.parametrize(
    ("since", "hours", "until"),
    [
        ("2026-11-26T10:00", 4, "2026-11-26T14:00"),
        ("2026-11-26T14:00", 4, "2026-11-27T11:00"),
        ("2026-11-28T03:00", 7, "2026-11-30T16:00"),  # Saturday night
        ("2026-11-26T09:00", 7, "2026-11-26T16:00"),
        ("2026-10-23T15:00", 2, "2026-10-26T10:00"),
    ],
)
def test_only_opening_time_counts(since: str, hours: int, until: str) -> None:
    assert HOURS.after(berlin(since), hours * HOUR) == berlin(until)


def test_three_working_days_end_at_closing_time() -> None:
    assert HOURS.after_days(berlin("2026-11-26T18:00"), 3) == berlin("2026-12-01T16:00")


@given(at=INSTANTS, minutes=st.integers(0, 3_000))
def test_what_is_due_lies_in_opening_hours_or_at_their_end(at: datetime, minutes: int) -> None:
    due = HOURS.after(at, timedelta(minutes=minutes))
    assert due >= at
    assert HOURS.is_open(due) or HOURS.closing(due.astimezone(BERLIN).date()) == due


@given(at=INSTANTS)
def test_it_is_open_exactly_when_the_next_opening_is_now(at: datetime) -> None:
    assert HOURS.is_open(at) == (HOURS.next_opening(at) == at)


@given(at=INSTANTS, first=st.integers(0, 900), second=st.integers(0, 900))
def test_opening_time_adds_up(at: datetime, first: int, second: int) -> None:
    part = timedelta(minutes=first)
    assert HOURS.after(HOURS.after(at, part), timedelta(minutes=second)) == HOURS.after(
        at, part + timedelta(minutes=second)
    )
