"""The time at which staff are told how much is to be done.

That is once on each working day of the seat, while somebody is there.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from shared.clock import berlin_day
from shared.opening_hours import OpeningHours, instant

HOURS: Final = OpeningHours()
SERIES: Final = UUID("6c0b1d5e-2f7a-4c8e-9b43-5d1f0a7e8c26")
WAITS_FOR: Final = timedelta(hours=3)
"""The time for which the desk's numbers are waited for; after it the mail says that they are missing."""
AHEAD: Final = timedelta(days=7)


@dataclass(frozen=True)
class OwnNumbers:
    """Notification's own numbers for the mail.

    `near`: deadlines that run and have to be acted on within the next seven days; `failed`: notices that failed lately.
    """

    near: int
    failed: int


def day_due(now: datetime, hour: int) -> date | None:
    """Returns the day whose mail may leave now, or None. `hour`: by the clock in Germany."""
    today = berlin_day(now)
    is_due = HOURS.is_working_day(today) and instant(today, hour * 60) <= now < HOURS.closing(today)
    return today if is_due else None


def digest_id(day: date) -> str:
    """Returns the id of the day's mail: the same for the same day, whichever process plans it."""
    return str(uuid5(SERIES, day.isoformat()))


def waits(day: date, hour: int, now: datetime) -> bool:
    """Whether the desk's numbers are still waited for."""
    return now < instant(day, hour * 60) + WAITS_FOR
