"""Days on which an authority of a Land is open. Holidays of parts of a Land move no date, so they do not count."""

from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays

LAENDER: Final = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")
SATURDAY: Final = 5
DAY: Final = timedelta(days=1)


def surely_closed(day: date, land: str | None) -> bool:
    """Saturday, Sunday or general holiday in the Land; while it is unknown, a holiday of all of them."""
    return day.weekday() >= SATURDAY or all(day in _holidays(each, day.year) for each in _candidates(land))


def maybe_closed(day: date, land: str | None) -> bool:
    """As above; while the Land is unknown, a holiday in any of them."""
    return day.weekday() >= SATURDAY or any(day in _holidays(each, day.year) for each in _candidates(land))


def first_open_from(day: date, land: str | None) -> date:
    """The first day from this one on that is not surely closed."""
    while surely_closed(day, land):
        day += DAY
    return day


def last_open_until(day: date, land: str | None) -> date:
    """The last day until this one that is open whatever the Land."""
    while maybe_closed(day, land):
        day -= DAY
    return day


def _candidates(land: str | None) -> tuple[str, ...]:
    return LAENDER if land is None else (land,)


@cache
def _holidays(land: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv=land, years=year))
