"""Hours that were stated by days and times of day, beside those in words."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain.allowed_hours import ANY_TIME
from services.notification.domain.stated_hours import WEEKDAYS, allowed_hours
from shared.clock import BERLIN

MONDAY = datetime(2026, 3, 2, tzinfo=BERLIN)
TIMES = st.none() | st.times().map(lambda time: f"{time:%H:%M}")
MINUTES_OF_A_WEEK = 7 * 24 * 60


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def test_nothing_said_is_any_time() -> None:
    assert allowed_hours(None, (), None, None) == ANY_TIME
    assert allowed_hours(None, WEEKDAYS, None, None) == ANY_TIME


@pytest.mark.parametrize(
    ("weekdays", "earliest", "latest", "inside", "outside"),
    [
        (("mon", "wed"), "18:00", "20:00", [at(0, 18), at(2, 19, 59)], [at(0, 17, 59), at(0, 20), at(1, 18)]),
        ((), "20:00", None, [at(0, 20), at(6, 23, 59)], [at(0, 19, 59), at(1, 0)]),
        ((), None, "08:30", [at(3, 0), at(3, 8, 29)], [at(3, 8, 30)]),
        (("sun",), None, None, [at(6, 0), at(6, 23, 59)], [at(5, 23, 59), at(0, 0)]),
        (("fri",), "22:00", "02:00", [at(4, 22), at(5, 1, 59)], [at(5, 2), at(5, 22), at(4, 1)]),
        (("sun",), "22:00", "01:00", [at(6, 23), at(0, 0, 59)], [at(0, 1), at(6, 0, 30)]),
    ],
)
def test_days_and_times_are_kept_to_the_minute(
    weekdays: tuple[str, ...],
    earliest: str | None,
    latest: str | None,
    inside: list[datetime],
    outside: list[datetime],
) -> None:
    allowed = allowed_hours(None, weekdays, earliest, latest)
    assert allowed
    assert [allowed.contain(each) for each in inside] == [True] * len(inside)
    assert [allowed.contain(each) for each in outside] == [False] * len(outside)


def test_words_are_read_where_nothing_else_was_said() -> None:
    evenings = allowed_hours("nie vor 20 Uhr", (), None, None)
    assert evenings
    assert (evenings.contain(at(0, 20)), evenings.contain(at(0, 19))) == (True, False)
    assert allowed_hours("nach Absprache", (), None, None) is None


def test_of_hours_said_twice_only_those_of_both_are_allowed() -> None:
    both = allowed_hours("nie vor 20 Uhr", ("mon",), None, None)
    assert both
    assert [both.contain(each) for each in (at(0, 20), at(0, 19), at(1, 20))] == [True, False, False]
    assert allowed_hours("nur sonntags", ("mon",), None, None) is None


def test_words_that_nobody_reads_do_not_hide_what_was_stated() -> None:
    stated = allowed_hours("nach Absprache", ("mon",), "18:00", "20:00")
    assert stated == allowed_hours(None, ("mon",), "18:00", "20:00")


@given(st.sets(st.sampled_from(WEEKDAYS)), TIMES, TIMES, st.integers(0, MINUTES_OF_A_WEEK - 1))
def test_never_outside_of_what_was_stated(
    days: set[str], earliest: str | None, latest: str | None, minutes: int
) -> None:
    allowed = allowed_hours(None, sorted(days, key=WEEKDAYS.index), earliest, latest)
    assert allowed
    there = MONDAY + timedelta(minutes=minutes)
    clock, since = f"{there:%H:%M}", earliest or "00:00"
    over_midnight = latest is not None and latest <= since
    begun = there - timedelta(days=1) if over_midnight and latest is not None and clock < latest else there
    in_time = clock >= since or begun != there if over_midnight else since <= clock and (not latest or clock < latest)
    stated = days or set(WEEKDAYS)
    also_today = over_midnight and clock >= since and WEEKDAYS[there.weekday()] in stated
    expected = also_today or (in_time and WEEKDAYS[begun.weekday()] in stated)
    assert allowed.contain(there) == expected
