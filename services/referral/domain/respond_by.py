"""Until when a partner is asked to answer: the case's urgency and the partner's own promise, in its working hours.

It is a time at which somebody is there to answer. Where there is danger, nobody waits for it: the phone comes first.
"""

from datetime import date, datetime, timedelta
from typing import Final

from services.referral.domain.opening import hours_of
from services.referral.domain.partner import Partner
from shared.contracts.vocabulary import Urgency

AT_MOST: Final[dict[Urgency, int]] = {Urgency.URGENT: 1, Urgency.ROUTINE: 10, Urgency.UNKNOWN: 10}
"""Working days of the partner after that of the sending."""

AT_ONCE: Final = timedelta(hours=2)
SAME_DAY: Final = timedelta(hours=4)
"""Of the partner's opening hours: where there is danger; where it promises an answer on the same day."""


def respond_by(urgency: Urgency, partner: Partner, now: datetime) -> datetime:
    """The earlier of what the urgency and the partner's promise give; within its opening hours or at their end."""
    hours = hours_of(partner.openings, partner.land)
    if urgency is Urgency.IMMEDIATE:
        return hours.after(now, AT_ONCE)
    days = min(AT_MOST[urgency], partner.response_days)
    return hours.after_days(now, days) if days else hours.after(now, SAME_DAY)


def end_of(day: date, partner: Partner, now: datetime) -> datetime:
    """When the partner's hours of that day end."""
    return hours_of(partner.openings, partner.land).closing(day).astimezone(now.tzinfo)


def is_there(partner: Partner, at: datetime) -> bool:
    """Whether somebody answers the phone now, as far as its entry says so."""
    return hours_of(partner.openings, partner.land).is_open(at)


def is_there_next(partner: Partner, at: datetime) -> datetime:
    return hours_of(partner.openings, partner.land).next_opening(at)
