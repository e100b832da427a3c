"""Days on which an authority of a Land is open.

A holiday of a part of a Land (Fronleichnam in Sachsen and Thüringen, 15 August in Bayern, 8 August in Augsburg) counts
where that is safer: nobody is told to act on it, and no period ends later for it.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays

LAENDER: Final = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")
CITIES: Final = {"BY": "Augsburg"}
"""With a holiday of their own."""
SATURDAY: Final = 5
DAY: Final = timedelta(days=1)


def surely_closed(day: date, land: str | None) -> bool:
    """Saturday, Sunday or general holiday in the Land; while it is unknown, a holiday of all of them."""
    return day.weekday() >= SATURDAY or all(day in _general(each, day.year) for each in _candidates(land))


def maybe_closed(day: date, land: str | None) -> bool:
    """As above, or a holiday of a part of the Land; while it is unknown, a holiday in any of them."""
    return day.weekday() >= SATURDAY or any(day in _general_or_partial(each, day.year) for each in _candidates(land))


def first_open_from(day: date, land: str | None) -> date:
    """The first day from this one on that is not surely closed."""
    while surely_closed(day, land):
        day += DAY
    return day


def end_by_law(day: date, land: str | None) -> date:
    """Where a period ends that would end on this day; while the Land is unknown, the latest day that any Land gives."""
    return max(first_open_from(day, each) for each in _candidates(land))


def surely_until(day: date, land: str | None) -> date:
    """Until when such a period surely runs: as `end_by_law`, while the Land is unknown the earliest of any Land."""
    return min(first_open_from(day, each) for each in _candidates(land))


def last_open_until(day: date, land: str | None) -> date:
    """The last day until this one that is open whatever the Land and the part of it."""
    while maybe_closed(day, land):
        day -= DAY
    return day


def _candidates(land: str | None) -> tuple[str, ...]:
    return LAENDER if land is None else (land,)


@cache
def _general(land: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv=land, years=year))


@cache
def _general_or_partial(land: str, year: int) -> frozenset[date]:
    parts = holidays.country_holidays("DE", subdiv=land, years=year, categories=("public", "catholic"))
    city = holidays.country_holidays("DE", subdiv=CITIES[land], years=year) if land in CITIES else ()
    return frozenset(parts) | frozenset(city)
