"""The hours in which somebody may be written to: hours of the days of a week, by the clock in Germany."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from shared.clock import BERLIN

HOUR: Final = 60
DAY: Final = 24 * HOUR
WEEK: Final = range(7)
Hours = tuple[int, int]
"""Minutes of a day (0 to 1440): the first of the hours, and the first after them."""
AHEAD: Final = 15
"""Days that are looked at: a week, and another one for hours that fall out when the clock is put forward."""


@dataclass(frozen=True, order=True)
class Span:
    """Hours of a weekday: Monday is 0."""

    weekday: int
    since: int
    until: int


@dataclass(frozen=True)
class AllowedHours:
    spans: tuple[Span, ...]

    def contain(self, instant: datetime) -> bool:
        there = instant.astimezone(BERLIN)
        minute = there.hour * HOUR + there.minute
        return any(each.weekday == there.weekday() and each.since <= minute < each.until for each in self.spans)

    def first_from(self, instant: datetime) -> datetime | None:
        """Returns the instant itself, or when the next hours begin, in UTC; None where none come within two weeks."""
        if self.contain(instant):
            return instant
        today = instant.astimezone(BERLIN).date()
        begins = (at for ahead in range(AHEAD) for at in self._begins(today + timedelta(days=ahead)))
        return next((at for at in begins if at > instant and self.contain(at)), None)

    def _begins(self, day: date) -> list[datetime]:
        return [_at(day, each.since) for each in sorted(self.spans) if each.weekday == day.weekday()]


def _at(day: date, minute: int) -> datetime:
    """Returns the minute of a day as an instant.

    An hour that the clock skips is the one after it; of one that it shows twice, the first is taken.
    """
    return datetime.combine(day, time(*divmod(minute, HOUR)), tzinfo=BERLIN).astimezone(UTC)


def without(allowed: Iterable[Span], forbidden: Iterable[Span]) -> AllowedHours | None:
    """Returns the allowed hours without the forbidden ones, or None where nothing is left."""
    left = list(allowed)
    for off in forbidden:
        left = [rest for each in left for rest in _cut(each, off)]
    return AllowedHours(tuple(sorted(left))) if left else None


def _cut(span: Span, off: Span) -> list[Span]:
    if span.weekday != off.weekday:
        return [span]
    parts = ((span.since, min(span.until, off.since)), (max(span.since, off.until), span.until))
    return [Span(span.weekday, *each) for each in parts if each[0] < each[1]]


def on_all_days(since: int, until: int) -> AllowedHours:
    return AllowedHours(tuple(Span(weekday, since, until) for weekday in WEEK))


ANY_TIME: Final = on_all_days(0, DAY)
DAYTIME: Final = on_all_days(8 * HOUR, 20 * HOUR)
"""The hours for what waited over midnight and for reminders, where the person said nothing of the time."""
