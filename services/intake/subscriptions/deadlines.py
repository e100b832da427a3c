"""Follows the deadlines that notification computes: tasks at the desk, and a step for those of the person."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from services.intake.domain.ids import ThreadId
from services.intake.domain.progress import Progress, Step
from services.intake.handlers.follow_tasks import Concerned, follow
from services.intake.handlers.services.case_progress import forget_step, note_step
from services.intake.task_table import TABLE
from shared.bus import Event, EventHandlers, Transaction
from shared.contracts import notification
from shared.contracts.message import Message
from shared.contracts.vocabulary import DeadlineRule

STEPS: Final[Mapping[type[Message], Step]] = {
    notification.DeadlineSet: "deadline",
    notification.DeadlineReminded: "deadline_near",
    notification.DeadlineMet: "deadline_met",
    notification.DeadlineMissed: "deadline_missed",
    notification.DeadlineCancelled: "deadline_cancelled",
}

FOR_THE_DESK_ONLY: Final = {
    DeadlineRule.EVIDENCE,
    DeadlineRule.PARTNER_RESPONSE,
    DeadlineRule.FOLLOWUP_406D,
    DeadlineRule.UNKNOWN,
}
"""Deadlines that remind the desk and are not shown to the person, who has no period to keep by them."""


def event_handlers() -> EventHandlers:
    return {
        notification.DeadlineSet: on_deadline,
        notification.DeadlineReminded: on_deadline,
        notification.DeadlineMet: on_deadline,
        notification.DeadlineMissed: on_deadline_missed,
        notification.DeadlineCancelled: on_deadline,
    }


async def on_deadline_missed(tx: Transaction, event: Event[notification.DeadlineMissed]) -> None:
    await on_deadline(tx, event, event.data.legal_on)


async def on_deadline(tx: Transaction, event: Event[Any], over_on: date | None = None) -> None:
    """Keeps one step for each deadline: the newest event replaces the earlier one; none where another deadline counts
    it.

    A deadline for the desk alone has no step; a step that an earlier release showed of it is deleted.
    """
    data = event.data
    thread = ThreadId(data.case_id)
    if data.rule is not DeadlineRule.PARTNER_RESPONSE:  # the referral itself says that it is overdue
        about = Concerned(thread, data.deadline_id, rule=data.rule, act_by=data.act_by)
        await follow(tx, TABLE[type(data)], about)
    if data.rule in FOR_THE_DESK_ONLY or getattr(data, "counted_by", None) is not None:
        await forget_step(tx, thread, data.deadline_id)
        return
    step = Progress(
        id=data.deadline_id,
        thread=thread,
        step=STEPS[type(data)],
        at=event.time,
        rule=data.rule,
        act_by=data.act_by,
        over_on=over_on,
    )
    await note_step(tx, step)
