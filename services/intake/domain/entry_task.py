"""A mail to a partner about its entry of the directory came back: a supervisor looks after it. It is of no case."""

from datetime import datetime, timedelta
from typing import Final

from services.intake.domain.ids import PartnerId
from shared.opening_hours import OpeningHours
from shared.state import State

WITHIN: Final = timedelta(hours=14)
"""Opening hours: two days of the desk. Until then the partner may get referrals that nobody there reads."""


class EntryTask(State):
    """`id` is the partner's: one for each, until it is reached, asked anew, or left."""

    id: PartnerId
    since: datetime
    due: datetime


def make(partner: PartnerId, now: datetime, hours: OpeningHours) -> EntryTask:
    return EntryTask(id=partner, since=now, due=hours.after(now, WITHIN))
