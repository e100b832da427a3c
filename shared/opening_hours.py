"""When somebody is at the contact point: Monday to Friday from 9 to 16 in Berlin, but for the holidays of its seat."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final

from holidays import country_holidays

from shared.clock import BERLIN, berlin_day
from shared.contracts.vocabulary import Land

DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class OpeningHours:
    """`seat`: the Land whose holidays are kept. Every instant that is returned has the time zone of the one given."""

    seat: Land = Land.NW
    opens: time = time(9)
    closes: time = time(16)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in holidays_of(self.seat.value, day.year)

    def is_open(self, at: datetime) -> bool:
        opening, _ = next(self._from(at))
        return opening <= at

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself where somebody is there then."""
        opening, _ = next(self._from(at))
        return max(opening, at)

    def after(self, at: datetime, duration: timedelta) -> datetime:
        """When so much opening time has passed since `at`; it lies within the opening hours or at their end."""
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
        return datetime.combine(day, self.closes, BERLIN)

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Begin and end of each opening that is not over at `at`."""
        day = berlin_day(at)
        while True:
            closing = self.closing(day).astimezone(at.tzinfo)
            if closing > at and self.is_working_day(day):
                yield datetime.combine(day, self.opens, BERLIN).astimezone(at.tzinfo), closing
            day += DAY


@cache
def holidays_of(land: str | None, year: int) -> frozenset[date]:
    """General holidays of the Land; without one, those of all of Germany."""
    return frozenset(country_holidays("DE", subdiv=land, years=year))
