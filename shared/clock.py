"""The clock: decisions take `now` as an argument, only code that does I/O reads a clock.

The time of a person's act, and of what follows from it at once, is stored by the hour only; where a store needs more,
the erasure concept says why (`docs/datenschutz/loeschkonzept.md`).
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
BERLIN: Final = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """The present instant in UTC, cut to the milliseconds that MongoDB keeps."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def whole_hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)


def next_hour(instant: datetime) -> datetime:
    """The first whole hour that is not before `instant`; used for ends, so that nothing ends early."""
    hour = whole_hour(instant)
    return hour if hour == instant else hour + timedelta(hours=1)


def berlin_day(instant: datetime) -> date:
    """The day on a calendar in Germany at this instant: `today` means this on every page and in every decision."""
    return instant.astimezone(BERLIN).date()


def berlin_time(day: date, written: str) -> datetime:
    """The instant at `HH:MM` on clocks in Germany; a time that they skip in spring is read as one hour later."""
    return datetime.combine(day, time.fromisoformat(written), BERLIN)
