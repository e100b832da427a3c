"""What the person sees of what happens to the case: coarse steps, worded by state_texts."""

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
    """A partner's name; of an emergency, who was informed."""
    proceeding: ProceedingState | None = None
    proceeding_id: str | None = None
    """None in what an earlier release stored."""
    same_act_as: str | None = None
    """The proceeding that stands for the act, where a counsellor joined this one to it: nothing of it is shown."""
    offender_known: bool | None = None
    rule: DeadlineRule | None = None
    act_by: date | None = None
    over_on: date | None = None
    """The day on which a deadline ended that was missed."""
    respond_by: datetime | None = None
    """Of a partner."""
    request_needed: bool | None = None
    """Whether the offences of a proceeding are prosecuted only on request; None in what an earlier release stored."""
    discontinuation: Discontinuation | None = None
    instructed: bool = False
    """The notice of a discontinuation said how to complain."""

    @field_serializer("act_by", "over_on")
    def _day(self, day: date | None) -> str | None:
        return day.isoformat() if day else None
