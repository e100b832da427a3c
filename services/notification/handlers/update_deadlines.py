"""Computes the deadlines of an updated proceeding anew, and publishes what changed."""

from collections.abc import Sequence

from services.notification.domain.deadline_changes import DeadlineReminded, changes, followed
from services.notification.domain.deadlines import Proceeding
from services.notification.domain.same_act import deadlines_of_act
from services.notification.handlers.remind_person import remind_person, settle_reminders
from services.notification.publications import publish
from services.notification.store import DEADLINES
from shared.bus import Transaction
from shared.clock import berlin_day


async def update_deadlines(
    tx: Transaction, proceeding: Proceeding, others: Sequence[Proceeding] = (), *, same_act_as: str | None = None
) -> None:
    """Updates the deadlines of a proceeding.

    `others`: accounts of the same act; `same_act_as`: the proceeding that has this one among them, and counts its
    deadlines.
    """
    case_id, proceeding_id = proceeding.case_id, proceeding.proceeding_id
    before = await DEADLINES.all(tx, sort="proceeding_id", case_id=case_id, proceeding_id=proceeding_id)
    found = () if same_act_as else deadlines_of_act(proceeding, others)
    after = followed(before, found, berlin_day(tx.now))
    gone = {deadline.id for deadline in before} - {deadline.id for deadline in after}
    if gone:
        await DEADLINES.remove(tx, id=gone)
    for deadline in after:
        await DEADLINES.put(tx, deadline)
    for change in changes(before, after, same_act_as):
        publish(tx, change)
        if isinstance(change, DeadlineReminded):
            await remind_person(tx, change.state, berlin_day(tx.now))
    await settle_reminders(tx, case_id)
