"""Opening hours of the contact point or a partner: weekly hours by Berlin time, on holidays if so chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final

from holidays import country_holidays

from shared.clock import BERLIN, berlin_day
from shared.contracts.vocabulary import Land

DAY: Final = timedelta(days=1)
MINUTES: Final = 24 * 60
"""Minutes of a day by the clock on the wall."""

Span = tuple[int, int]
"""Begin and end in minutes since midnight."""

Week = tuple[tuple[Span, ...], ...]
"""Spans by weekday, Monday first; the spans of a day are in order, and none touches another."""

OFFICE_HOURS: Final[Week] = (((9 * 60, 16 * 60),),) * 5 + ((), ())


@dataclass(frozen=True)
class OpeningHours:
    """`seat`: the Land whose holidays are kept, or None for those of all of Germany. `week` must be open on some day.

    Every instant that is returned has the time zone of the one given; without one, Berlin's.
    """

    seat: Land | None = Land.NW
    week: Week = OFFICE_HOURS
    on_holidays: bool = False

    def is_working_day(self, day: date) -> bool:
        is_off = not self.on_holidays and day in holidays_of(self.seat.value if self.seat else None, day.year)
        return bool(self.week[day.weekday()]) and not is_off

    def is_open(self, at: datetime) -> bool:
        opening, _ = next(self._from(at))
        return opening <= at

    def next_opening(self, at: datetime) -> datetime:
        """The next instant at which somebody is there, which is `at` itself within the opening hours."""
        opening, _ = next(self._from(at))
        return max(opening, at)

    def after(self, at: datetime, duration: timedelta) -> datetime:
        """The instant when so much opening time has passed since `at`: within the opening hours or at their end."""
        for opening, closing in self._from(at):
            begin = max(opening, at)
            if begin + duration <= closing:
                return begin + duration
            duration -= closing - begin
        raise AssertionError("days do not end")

    def after_days(self, at: datetime, days: int) -> datetime:
        """The end of the opening hours of the n-th working day after that of `at`."""
        day = berlin_day(at)
        while days:
            day += DAY
            days -= self.is_working_day(day)
        return self.closing(day).astimezone(at.tzinfo)

    def closing(self, day: date) -> datetime:
        """The end of this weekday's hours; on a weekday without any, the latest end of the week."""
        spans = self.week[day.weekday()] or [span for spans in self.week for span in spans]
        return instant(day, max(end for _, end in spans))

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Begin and end of each opening that is not over at `at`."""
        day = berlin_day(at)
        while True:
            for begin, end in self.week[day.weekday()] if self.is_working_day(day) else ():
                closing = instant(day, end).astimezone(at.tzinfo)
                if closing > at:
                    yield instant(day, begin).astimezone(at.tzinfo), closing
            day += DAY


def instant(day: date, minute: int) -> datetime:
    """The instant in Berlin at this minute of the day; minute 1440 is the next midnight."""
    days, minutes = divmod(minute, MINUTES)
    return datetime.combine(day + days * DAY, time(*divmod(minutes, 60)), BERLIN)


@cache
def holidays_of(land: str | None, year: int) -> frozenset[date]:
    """General holidays of the Land; without one, those of all of Germany."""
    return frozenset(country_holidays("DE", subdiv=land, years=year))
