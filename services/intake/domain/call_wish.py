"""When a person may ask for a call: in whole hours of the opening hours, soon but not before somebody has read it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from shared.clock import BERLIN
from shared.opening_hours import OpeningHours

READ_WITHIN: Final = timedelta(hours=2)
"""Of opening time, from the wish to the earliest hour that can be asked for."""
DAYS: Final = 5
"""On so many working days, the first with an hour left among them."""
HOUR: Final = timedelta(hours=1)


def hours_to_ask_for(now: datetime, hours: OpeningHours) -> list[datetime]:
    """Their beginnings in Berlin, in their order."""
    begins = list(islice(_hours(hours.after(now, READ_WITHIN), hours), DAYS * 24))
    days = sorted({each.date() for each in begins})[:DAYS]
    return [each for each in begins if each.date() in days]


def _hours(earliest: datetime, hours: OpeningHours) -> Iterator[datetime]:
    """Whole hours, each open from its beginning to its end."""
    begins = earliest.astimezone(BERLIN).replace(minute=0, second=0, microsecond=0)
    if begins < earliest:
        begins += HOUR
    while True:
        last = begins + HOUR - timedelta(microseconds=1)
        if hours.is_open(begins) and hours.is_open(last):
            yield begins
        begins += HOUR
