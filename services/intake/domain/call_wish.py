"""The hours in which a person may ask for a call: whole opening hours, soon but after somebody has read the wish."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
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
    begins = list(islice(_hours(hours.after(now, READ_WITHIN), hours), DAYS * 24))
    days = sorted({each.date() for each in begins})[:DAYS]
    return [each for each in begins if each.date() in days]


def _hours(earliest: datetime, hours: OpeningHours) -> Iterator[datetime]:
    """Yields the beginnings of whole hours that are open from beginning to end."""
    begins = earliest.astimezone(BERLIN).replace(minute=0, second=0, microsecond=0)
    if begins < earliest:
        begins += HOUR
    while True:
        last = begins + HOUR - timedelta(microseconds=1)
        if hours.is_open(begins) and hours.is_open(last):
            yield begins
        begins += HOUR
