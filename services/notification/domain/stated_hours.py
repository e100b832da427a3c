"""The hours in which a person may be written to: as weekdays and times of day state them, else as words do."""

from collections.abc import Sequence
from typing import Final

from services.notification.domain import german_hours
from services.notification.domain.allowed_hours import ANY_TIME, DAY, HOUR, WEEK, AllowedHours, Span, without

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def allowed_hours(
    times: str | None, weekdays: Sequence[str], earliest: str | None, latest: str | None
) -> AllowedHours | None:
    """Returns the hours, or ANY_TIME where nothing is said.

    Returns None for what cannot be read, or leaves no hour of the week. Where both are given, only the hours in both
    count: in doubt fewer. Words that cannot be read count for nothing beside what was stated.
    """
    in_words = german_hours.read(times)
    if not (weekdays or earliest or latest):
        return in_words
    stated = [span for day in _days(weekdays) for span in _from(day, earliest, latest)]
    if in_words is None:
        return without(stated, ())
    forbidden = without(ANY_TIME.spans, in_words.spans)
    return without(stated, forbidden.spans if forbidden else ())


def _days(weekdays: Sequence[str]) -> Sequence[int]:
    return [WEEKDAYS.index(day) for day in weekdays] or WEEK


def _from(day: int, earliest: str | None, latest: str | None) -> list[Span]:
    """Returns the spans that begin on a day; hours that do not end after they begin go on over midnight."""
    since, until = _minute(earliest or "00:00"), _minute(latest) if latest else DAY
    if since < until:
        return [Span(day, since, until)]
    following = (day + 1) % len(WEEK)
    return [each for each in (Span(day, since, DAY), Span(following, 0, until)) if each.since < each.until]


def _minute(time: str) -> int:
    hour, minute = time.split(":")
    return int(hour) * HOUR + int(minute)
