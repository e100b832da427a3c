"""What the person sees of the way: coarse steps, said in plain sentences by the page."""

from datetime import date, datetime
from typing import Literal

from services.intake.domain.state import CaseId, State

Step = Literal[
    "taken_over",
    "sent",
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
    "deadline_met",
    "deadline_missed",
    "deadline_cancelled",
    "closed",
]


class Progress(State):
    id: str
    thread: CaseId
    step: Step
    at: datetime
    partner: str | None = None
    proceeding: str | None = None
    rule: str | None = None
    act_by: date | None = None
