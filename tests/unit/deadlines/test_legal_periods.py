"""The ends of periods: worked examples, and what must hold for every date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.deadlines.legal_periods import Days, Length, Months, Weeks, end_of
from shared.deadlines.working_days import LAENDER, maybe_closed, surely_closed

DAYS = st.dates(date(1995, 1, 1), date(2095, 12, 31))
LENGTHS = st.builds(Months, st.integers(1, 36)) | st.builds(Weeks, st.integers(2, 60))
ANY_LENGTH = LENGTHS | st.builds(Days, st.integers(0, 90))
LANDS = st.sampled_from((*LAENDER, None))

THREE_MONTHS = [
    ("2026-01-31", "2026-04-30", "2026-04-30"),
    ("2025-11-30", "2026-02-28", "2026-03-02"),
    ("2023-11-30", "2024-02-29", "2024-02-29"),
    ("2026-09-25", "2026-12-25", "2026-12-28"),
    ("2026-07-31", "2026-10-31", "2026-11-02"),
]
TWO_WEEKS = [("2026-12-11", "2026-12-25", "2026-12-28"), ("2026-03-20", "2026-04-03", "2026-04-07")]
REGIONAL = [
    (Months(3), "2026-10-06", "2027-01-06", "2027-01-07", "BW BY ST"),
    (Months(3), "2026-03-04", "2026-06-04", "2026-06-05", "BW BY HE NW RP SL"),
    (Months(3), "2026-12-08", "2027-03-08", "2027-03-09", "BE MV"),
    (Weeks(2), "2026-05-21", "2026-06-04", "2026-06-05", "BW BY HE NW RP SL"),
]


@pytest.mark.parametrize("land", LAENDER)
@pytest.mark.parametrize(("known", "raw", "legal"), THREE_MONTHS)
def test_three_months_end_alike_in_every_land(known: str, raw: str, legal: str, land: str) -> None:
    dates = end_of(Months(3), date.fromisoformat(known), land)
    assert (dates.safe_on, dates.legal_on) == (date.fromisoformat(raw), date.fromisoformat(legal))


@pytest.mark.parametrize("land", LAENDER)
@pytest.mark.parametrize(("known", "raw", "legal"), TWO_WEEKS)
def test_two_weeks_end_alike_in_every_land(known: str, raw: str, legal: str, land: str) -> None:
    dates = end_of(Weeks(2), date.fromisoformat(known), land)
    assert (dates.safe_on, dates.legal_on) == (date.fromisoformat(raw), date.fromisoformat(legal))


@pytest.mark.parametrize("land", LAENDER)
@pytest.mark.parametrize(("length", "known", "raw", "moved", "where"), REGIONAL)
def test_a_general_holiday_moves_the_end_only_in_its_laender(
    length: Months | Weeks, known: str, raw: str, moved: str, where: str, land: str
) -> None:
    dates = end_of(length, date.fromisoformat(known), land)
    assert dates.safe_on == date.fromisoformat(raw)
    assert dates.legal_on == date.fromisoformat(moved if land in where.split() else raw)


@pytest.mark.parametrize(
    ("known", "land", "open_day"),
    [
        ("2025-05-15", "BY", "2025-08-14"),  # Mariä Himmelfahrt on a Friday
        ("2025-05-08", "BY", "2025-08-07"),  # Augsburg
        ("2026-03-04", "SN", "2026-06-03"),  # Fronleichnam
        ("2026-03-04", "TH", "2026-06-03"),
        ("2025-05-08", None, "2025-08-07"),
    ],
)
def test_a_holiday_of_parts_of_a_land_is_no_day_to_act_and_makes_no_end_later(
    known: str, land: str | None, open_day: str
) -> None:
    dates = end_of(Months(3), date.fromisoformat(known), land)
    assert dates.act_by == date.fromisoformat(open_day)
    assert dates.safe_on == dates.legal_on


def test_holidays_of_parts_are_those_three_and_no_others() -> None:
    partial = {
        (land, day)
        for land in LAENDER
        for day in (date(2026, 1, 1) + timedelta(days=number) for number in range(365 * 3))
        if maybe_closed(day, land) and not surely_closed(day, land)
    }
    assert partial == {
        *(
            ("BY", date(year, 8, day))
            for year in (2026, 2027, 2028)
            for day in (8, 15)
            if date(year, 8, day).weekday() < 5
        ),
        *((land, day) for land in ("SN", "TH") for day in (date(2026, 6, 4), date(2027, 5, 27), date(2028, 6, 15))),
    }


@pytest.mark.parametrize("land", LAENDER)
def test_from_2020_to_2040_every_end_is_an_open_day_and_none_is_before_the_safe_one(land: str) -> None:
    for number in range((date(2041, 1, 1) - date(2020, 1, 1)).days):
        raw = date(2020, 1, 1) + timedelta(days=number)
        dates = end_of(Weeks(2), raw - timedelta(weeks=2), land)
        assert dates.safe_on == raw
        assert dates.act_by <= raw <= dates.legal_on
        assert not maybe_closed(dates.act_by, land)
        assert not surely_closed(dates.legal_on, land)
        assert (dates.legal_on == raw) == (not surely_closed(raw, land))
        assert dates.legal_on - raw <= timedelta(days=5)


def test_the_day_to_act_lies_before_an_end_on_a_day_when_nobody_can_act() -> None:
    assert end_of(Months(3), date(2026, 9, 25), "NW").act_by == date(2026, 12, 24)
    assert end_of(Weeks(2), date(2026, 3, 20), "NW").act_by == date(2026, 4, 2)


def test_in_an_unknown_land_one_acts_by_the_earliest_day_and_it_is_over_after_the_latest() -> None:
    epiphany = end_of(Months(3), date(2026, 10, 6), None)
    assert (epiphany.act_by, epiphany.safe_on, epiphany.legal_on) == (
        date(2027, 1, 5),
        date(2027, 1, 6),
        date(2027, 1, 7),
    )


@given(LENGTHS, DAYS, LANDS)
def test_the_dates_keep_their_order_and_the_day_to_act_is_open(length: Length, start: date, land: str | None) -> None:
    dates = end_of(length, start, land)
    assert start < dates.safe_on
    assert dates.act_by <= dates.safe_on <= dates.legal_on
    assert not maybe_closed(dates.act_by, land)


@given(LENGTHS, DAYS, st.sampled_from(LAENDER))
def test_an_unknown_land_never_promises_a_later_day_to_act(length: Months | Weeks, start: date, land: str) -> None:
    unknown, known = end_of(length, start, None), end_of(length, start, land)
    assert unknown.act_by <= known.act_by


@given(LENGTHS, DAYS)
def test_an_unknown_land_ends_when_the_last_of_them_does(length: Length, start: date) -> None:
    assert end_of(length, start, None).legal_on == max(end_of(length, start, land).legal_on for land in LAENDER)


@given(st.integers(1, 36), DAYS)
def test_a_month_ends_on_the_same_day_number_or_on_its_last_day(number: int, start: date) -> None:
    end = Months(number).after(start)
    assert (end.year - start.year) * 12 + end.month - start.month == number
    is_last_of_month = (end + timedelta(days=1)).day == 1
    assert end.day == start.day or (end.day < start.day and is_last_of_month)


@given(st.integers(0, 10), DAYS, LANDS)
def test_a_period_of_days_without_a_working_day_is_to_be_acted_on_at_once(
    number: int, start: date, land: str | None
) -> None:
    dates = end_of(Days(number), start, land, rolls_over=False)
    assert start <= dates.act_by <= dates.safe_on == dates.legal_on == start + timedelta(days=number)
    assert dates.act_by == start or not maybe_closed(dates.act_by, land)


@given(LENGTHS, DAYS, st.integers(0, 200), st.sampled_from(LAENDER))
def test_a_suspension_moves_the_end_by_its_days(length: Length, start: date, days: int, land: str) -> None:
    suspended = timedelta(days=days)
    plain, moved = end_of(length, start, land), end_of(length, start, land, suspended=suspended)
    assert moved.safe_on - plain.safe_on == suspended


@given(
    st.builds(Months, st.integers(1, 36)) | st.builds(Weeks, st.integers(0, 60)) | st.builds(Days, st.integers(0, 90)),
    DAYS,
)
def test_before_comes_back_to_where_after_went(length: Length, day: date) -> None:
    assert length.before(length.after(day)) <= day
    assert day - length.before(length.after(day)) <= timedelta(days=3)


def test_the_twenty_ninth_of_february_has_its_anniversary_on_the_twenty_eighth() -> None:
    assert Months(24).after(date(2024, 2, 29)) == date(2026, 2, 28)
    assert Months(3).before(date(2026, 5, 31)) == date(2026, 2, 28)
