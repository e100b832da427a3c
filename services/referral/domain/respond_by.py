"""Until when a partner is asked to answer: the case's urgency and the partner's own promise, in working days."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from services.referral.domain.partner import Partner
from shared.contracts.vocabulary import Land, Urgency
from shared.opening_hours import holidays_of

SEAT: Final = ZoneInfo("Europe/Berlin")
CLOSES: Final = time(16)
LATEST_FOR_TODAY: Final = time(12)
AT_MOST: Final[dict[Urgency, int]] = {Urgency.IMMEDIATE: 0, Urgency.URGENT: 1, Urgency.ROUTINE: 10, Urgency.UNKNOWN: 10}


def respond_by(urgency: Urgency, partner: Partner, now: datetime) -> datetime:
    """At 16:00 in Berlin, on the earlier of the two days that the urgency and the partner's promise give.

    Days are working days at the partner's seat. What has to be answered today and comes after noon, or on a day off,
    is answered on the next working day.
    """
    here = now.astimezone(SEAT)
    day = here.date()
    days = min(AT_MOST[urgency], partner.response_days)
    if days == 0 and (here.time() > LATEST_FOR_TODAY or not _works(day, partner.land)):
        days = 1
    for _ in range(days):
        day = _next_working_day(day, partner.land)
    return datetime.combine(day, CLOSES, SEAT).astimezone(now.tzinfo)


def _next_working_day(day: date, land: Land | None) -> date:
    day += timedelta(days=1)
    return day if _works(day, land) else _next_working_day(day, land)


def _works(day: date, land: Land | None) -> bool:
    return day.weekday() < 5 and day not in holidays_of(land, day.year)
