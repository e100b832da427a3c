"""A supervisor's task: a mail to a partner about its directory entry came back. It belongs to no case."""

from datetime import datetime, timedelta
from typing import Final

from services.intake.domain.ids import PartnerId
from shared.opening_hours import OpeningHours
from shared.state import State

WITHIN: Final = timedelta(hours=14)
"""Time to react in opening hours, two days of the desk; until then the partner may get referrals that nobody reads."""


class EntryTask(State):
    """`id` is the partner's: one task for each, until the partner is reached, asked anew, or has left."""

    id: PartnerId
    since: datetime
    due: datetime


def make(partner: PartnerId, now: datetime, hours: OpeningHours) -> EntryTask:
    return EntryTask(id=partner, since=now, due=hours.after(now, WITHIN))
