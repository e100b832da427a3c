"""The coarse steps of a case that the person sees, worded by state_texts."""

from datetime import date, datetime
from typing import Literal

from pydantic import field_serializer

from services.intake.domain.ids import ThreadId
from shared.contracts.vocabulary import DeadlineRule, Discontinuation, ProceedingState
from shared.state import State

Step = Literal[
    "taken_over",
    "named",
    "sent",
    "delivered",
    "questioned",
    "informed",
    "waitlisted",
    "accepted",
    "declined",
    "contacted",
    "completed",
    "returned",
    "failed",
    "overdue",
    "expired",
    "recalled",
    "not_asked",
    "never_sent",
    "proceeding",
    "deadline",
    "deadline_near",
    "deadline_met",
    "deadline_missed",
    "deadline_cancelled",
    "not_reached",
    "emergency",
    "new_code",
    "closed",
    "reopened",
]


class Progress(State):
    id: str
    thread: ThreadId
    step: Step
    at: datetime
    partner: str | None = None
    """The partner's name; for an emergency, who was informed."""
    proceeding: ProceedingState | None = None
    proceeding_id: str | None = None
    """`None` in documents of an earlier release."""
    same_act_as: str | None = None
    """The proceeding to which a counsellor joined this one as the same act; then nothing of this one is shown."""
    offender_known: bool | None = None
    rule: DeadlineRule | None = None
    act_by: date | None = None
    over_on: date | None = None
    """The day on which a missed deadline ended."""
    respond_by: datetime | None = None
    """The time by which a partner answers."""
    request_needed: bool | None = None
    """Whether the offences are prosecuted only on request; `None` in documents of an earlier release."""
    discontinuation: Discontinuation | None = None
    instructed: bool = False
    """Whether the notice of a discontinuation said how to complain."""

    @field_serializer("act_by", "over_on")
    def _day(self, day: date | None) -> str | None:
        return day.isoformat() if day else None
