"""Days on which an authority of a Land is open.

A holiday in a part of a Land (Fronleichnam in Sachsen and Thüringen, 15 August in Bayern, 8 August in Augsburg) counts
where that is safer: nobody is told to act on that day, and no period ends later because of it.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays

LAENDER: Final = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")
CITIES: Final = {"BY": "Augsburg"}
"""Cities with a holiday of their own, by Land."""
SATURDAY: Final = 5
DAY: Final = timedelta(days=1)


def surely_closed(day: date, land: str | None) -> bool:
    """Whether it is a Saturday, a Sunday or a general holiday in the Land; while that is unknown, in every Land."""
    return day.weekday() >= SATURDAY or all(day in _general(each, day.year) for each in _candidates(land))


def maybe_closed(day: date, land: str | None) -> bool:
    """Whether `surely_closed` holds, or it is a holiday in a part of the Land; while that is unknown, in any Land."""
    return day.weekday() >= SATURDAY or any(day in _general_or_partial(each, day.year) for each in _candidates(land))


def first_open_from(day: date, land: str | None) -> date:
    """The first day from this one on that is not surely closed."""
    while surely_closed(day, land):
        day += DAY
    return day


def end_by_law(day: date, land: str | None) -> date:
    """The day on which a period by law ends that would end on `day`; while the Land is unknown, the latest of all."""
    return max(first_open_from(day, each) for each in _candidates(land))


def surely_until(day: date, land: str | None) -> date:
    """The day to which such a period surely runs: `end_by_law`, but the earliest of all while the Land is unknown."""
    return min(first_open_from(day, each) for each in _candidates(land))


def last_open_until(day: date, land: str | None) -> date:
    """The last day not after `day` that is surely open in every part of the Land, or of all while it is unknown."""
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
