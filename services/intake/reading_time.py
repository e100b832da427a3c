"""Tells when somebody reads what came in: by the contact point's opening hours, never earlier than it is true."""

from datetime import datetime
from typing import Final

from shared.clock import BERLIN, berlin_day
from shared.opening_hours import OpeningHours
from shared.web.pages import long_day

HOURS: Final = OpeningHours()


def hours_in_words(hours: OpeningHours = HOURS) -> str:
    """Returns the hours in words. Requires a week whose working days are alike."""
    ((begin, end),) = hours.week[0]
    return f"montags bis freitags von {begin // 60} bis {end // 60} Uhr"


def in_words(begins: datetime) -> str:
    """Returns an hour of a day, as `Montag, 30. November 2026, zwischen 10 und 11 Uhr`."""
    hour = begins.astimezone(BERLIN).hour
    return f"{long_day(begins)}, zwischen {hour} und {hour + 1} Uhr"


def reading_time(now: datetime, hours: OpeningHours = HOURS) -> str:
    """Returns whole sentences. On a holiday of the seat's Land nobody reads, and the next day is named."""
    return f"Wir lesen {hours_in_words(hours)}, {next_reading(now, hours)}."


def next_reading(now: datetime, hours: OpeningHours = HOURS) -> str:
    """Returns `heute noch bis 16 Uhr` while somebody is there, otherwise the next day with its hour."""
    if hours.is_open(now):
        return f"heute noch bis {hours.closing(berlin_day(now)).hour} Uhr"
    begins = hours.next_opening(now).astimezone(BERLIN)
    today = berlin_day(begins) == berlin_day(now)
    return f"das nächste Mal {'heute' if today else f'am {long_day(begins)},'} ab {begins.hour} Uhr"
