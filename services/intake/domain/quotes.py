"""Quoted threats stay folded until a staff member asks to see them, anew for each case and day."""

from datetime import date, timedelta
from typing import Final

from pydantic import field_serializer

from services.intake.domain.ids import Counsellor, ThreadId
from shared.state import State

LASTS: Final = timedelta(hours=24)


class QuotesShown(State):
    """`day`: in Berlin; the next day they are folded again."""

    id: str
    thread: ThreadId
    by: Counsellor
    day: date

    @field_serializer("day")
    def _day(self, day: date) -> str:
        return day.isoformat()


def shown(thread: ThreadId, by: Counsellor, day: date) -> QuotesShown:
    return QuotesShown(id=shown_id(thread, by), thread=thread, by=by, day=day)


def shown_id(thread: ThreadId, by: Counsellor) -> str:
    return f"{thread}|{by}"
