"""Opening hours in German as a person reads them."""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from shared.opening_hours import Week

WEEK: Final = {"MO": "Mo", "TU": "Di", "WE": "Mi", "TH": "Do", "FR": "Fr", "SA": "Sa", "SU": "So"}
"""Short German days by the words of RFC 5545, in the order of the week."""


class OpenHours(Protocol):
    """Days by the words of RFC 5545, times of day like `09:00`."""

    @property
    def days(self) -> Sequence[str]: ...

    @property
    def opens(self) -> str: ...

    @property
    def closes(self) -> str: ...


def hours(openings: Iterable[OpenHours]) -> str:
    """`Mo–Fr 9:00–16:00 Uhr, Sa 10:00–12:00 Uhr`, or that it is always open."""
    given = list(openings)
    if any(set(each.days) == set(WEEK) and (each.opens, each.closes) == ("00:00", "24:00") for each in given):
        return "rund um die Uhr"
    return ", ".join(f"{_days(each.days)} {_hour(each.opens)}–{_hour(each.closes)} Uhr" for each in given)


def said_hours(week: Week) -> str:
    """The hours of a week, with days that are alike together: `Mo–Fr 9:00–16:00 Uhr`."""
    names = list(WEEK)
    spans = dict.fromkeys(span for day in week for span in day)
    given = [(span, [names[n] for n, day in enumerate(week) if span in day]) for span in spans]
    return ", ".join(f"{_days(days)} {_at(begin)}–{_at(end)} Uhr" for (begin, end), days in given)


def _at(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _hour(time_of_day: str) -> str:
    return time_of_day.removeprefix("0")


def _days(days: Sequence[str]) -> str:
    """Days in a row as a range, others one by one."""
    places = sorted(list(WEEK).index(day) for day in days)
    names = list(WEEK.values())
    if len(places) > 2 and places == list(range(places[0], places[-1] + 1)):
        return f"{names[places[0]]}–{names[places[-1]]}"
    return ", ".join(names[place] for place in places)
