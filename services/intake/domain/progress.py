"""What the person sees of what happens to the case: coarse steps, worded by progress_texts."""

from datetime import date, datetime
from typing import Literal

from pydantic import field_serializer

from services.intake.domain.ids import ThreadId
from shared.contracts.vocabulary import DeadlineRule, ProceedingState
from shared.state import State

Step = Literal[
    "taken_over",
    "named",
    "sent",
    "delivered",
    "accepted",
    "declined",
    "contacted",
    "completed",
    "returned",
    "failed",
    "overdue",
    "expired",
    "recalled",
    "proceeding",
    "deadline",
    "deadline_near",
    "deadline_met",
    "deadline_missed",
    "deadline_cancelled",
    "not_reached",
    "closed",
    "reopened",
]


class Progress(State):
    id: str
    thread: ThreadId
    step: Step
    at: datetime
    partner: str | None = None
    proceeding: ProceedingState | None = None
    offender_known: bool | None = None
    rule: DeadlineRule | None = None
    act_by: date | None = None

    @field_serializer("act_by")
    def _day(self, day: date | None) -> str | None:
        return day.isoformat() if day else None
