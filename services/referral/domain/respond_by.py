"""The time by which a partner is asked to answer: from urgency and the partner's promise, in its working hours.

Somebody is there to answer at that time. In danger nobody waits for it: the phone comes first.
"""

from datetime import date, datetime, timedelta
from typing import Final

from services.referral.domain.opening import hours_of
from services.referral.domain.partner import Partner
from shared.contracts.vocabulary import Urgency

AT_MOST: Final[dict[Urgency, int]] = {Urgency.URGENT: 1, Urgency.ROUTINE: 10, Urgency.UNKNOWN: 10}
"""Working days of the partner after the day of sending."""

AT_ONCE: Final = timedelta(hours=2)
SAME_DAY: Final = timedelta(hours=4)
"""Hours of the partner's opening hours: AT_ONCE in danger, SAME_DAY where it promises an answer on the same day."""


def respond_by(urgency: Urgency, partner: Partner, now: datetime) -> datetime:
    """Returns the earlier time of urgency and promise, within the partner's opening hours or at their end."""
    hours = hours_of(partner.openings, partner.land)
    if urgency is Urgency.IMMEDIATE:
        return hours.after(now, AT_ONCE)
    days = min(AT_MOST[urgency], partner.response_days)
    return hours.after_days(now, days) if days else hours.after(now, SAME_DAY)


def end_of(day: date, partner: Partner, now: datetime) -> datetime:
    """Returns the end of the partner's hours on that day."""
    return hours_of(partner.openings, partner.land).closing(day).astimezone(now.tzinfo)


def is_there(partner: Partner, at: datetime) -> bool:
    """Whether somebody answers the phone then, as far as the partner's entry says so."""
    return hours_of(partner.openings, partner.land).is_open(at)


def is_there_next(partner: Partner, at: datetime) -> datetime:
    return hours_of(partner.openings, partner.land).next_opening(at)
