"""The hours in which a person may ask for a call: whole opening hours, soon but after somebody has read the wish."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import Final

from shared.clock import BERLIN
from shared.opening_hours import OpeningHours

READ_WITHIN: Final = timedelta(hours=2)
"""Opening time between the wish and the earliest hour that can be asked for."""
DAYS: Final = 5
"""Number of working days on offer, counted from the first with an hour left."""
HOUR: Final = timedelta(hours=1)


def hours_to_ask_for(now: datetime, hours: OpeningHours) -> list[datetime]:
    """Returns the beginnings of the hours on offer, in Berlin time and in order."""
    by_day = groupby(_hours(hours.after(now, READ_WITHIN), hours), key=datetime.date)
    return [each for _, of_day in islice(by_day, DAYS) for each in of_day]


def _hours(earliest: datetime, hours: OpeningHours) -> Iterator[datetime]:
    """Yields the beginnings of whole hours that are open from beginning to end."""
    begins = _whole(earliest)
    while True:
        opening = _whole(hours.next_opening(begins))
        if opening == begins and hours.is_open(begins + HOUR - timedelta(microseconds=1)):
            yield begins
        begins = max(opening, begins + HOUR)


def _whole(at: datetime) -> datetime:
    """Returns the first whole hour in Berlin from `at` on."""
    begins = at.astimezone(BERLIN).replace(minute=0, second=0, microsecond=0)
    return begins if begins >= at else begins + HOUR
