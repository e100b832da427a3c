"""The deadline for a partner's answer: set with the referral, met by any answer, missed in silence."""

from datetime import date

from services.notification.domain.deadline_changes import (
    DeadlineCancelled,
    DeadlineMet,
    DeadlineMissed,
    DeadlineSet,
    followed,
)
from services.notification.domain.deadlines import Deadline, Inputs, deadline_id
from shared.deadlines.legal_periods import Dates
from shared.deadlines.rules import RULES, RuleName

RULE: RuleName = "partner_response"


def set_for(case_id: str, referral_id: str, respond_on: date, sent_on: date) -> DeadlineSet:
    dates = Dates(safe_on=respond_on, act_by=respond_on, legal_on=respond_on)
    awaited = Deadline(
        id=deadline_id(referral_id, RULE),
        case_id=case_id,
        proceeding_id=referral_id,
        rule=RULE,
        law_version=RULES[RULE].law_version,
        inputs=Inputs(starts_on=sent_on),
        dates=dates,
        stands_still=None,
    )
    (followed_up,) = followed((), (awaited,), sent_on)
    return DeadlineSet(followed_up, dates)


def answered(awaited: Deadline) -> DeadlineMet | None:
    """Returns the deadline as met; None for a late answer, since the deadline was missed."""
    dates = awaited.running
    done = awaited.model_copy(update={"stands_still": "partner_answered", "next_on": None})
    return None if dates is None else DeadlineMet(done, dates)


def overdue(awaited: Deadline, today: date) -> DeadlineMissed | None:
    dates = awaited.running
    missed = awaited.model_copy(update={"missed_on": today, "next_on": None})
    return None if dates is None else DeadlineMissed(missed, dates)


def recalled(awaited: Deadline) -> DeadlineCancelled | None:
    """Cancels the deadline: nobody waits for the answer any more, late or not."""
    dates = awaited.published
    return None if dates is None else DeadlineCancelled(awaited, dates)
