"""Notifies a person of a deadline of theirs that comes near, as of any news, where they wish it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid5

from services.notification.domain import reminder
from services.notification.domain.deadlines import Deadline
from services.notification.domain.delivery import Occasion, delivery_id_of
from services.notification.handlers.notify import notify_person
from services.notification.handlers.settle import nothing_new
from services.notification.store import DEADLINES, DELIVERIES, reminders_waiting, safe_contact_of
from shared.assignments import is_report
from shared.bus import Transaction


async def remind_person(tx: Transaction, near: Deadline, today: date) -> None:
    """Reminds by one notice however many deadlines of the case come near.

    Does nothing where a notice waits already, and for a person who reports for another.
    """
    case_id = near.case_id
    known = await safe_contact_of(tx, (case_id,))
    if known is None or not reminder.is_due(near, known) or await is_report(tx, case_id):
        return
    occasion = Occasion(str(uuid5(UUID(case_id), f"{reminder.RULE}/{today.isoformat()}")), reminder.RULE, case_id)
    is_said = await DELIVERIES.find(tx, id=delivery_id_of(occasion.event_id, occasion.rule, "person")) is not None
    if not is_said and not await reminders_waiting(tx, case_id):
        await notify_person(tx, occasion)


async def settle_reminders(tx: Transaction, case_id: str) -> None:
    """Suppresses waiting reminders once nothing that was reminded of runs any more."""
    waiting = await reminders_waiting(tx, case_id)
    if waiting and not _is_near(await DEADLINES.all(tx, case_id=case_id)):
        for delivery in waiting:
            await nothing_new(tx, delivery)


def _is_near(deadlines: Iterable[Deadline]) -> bool:
    return any(each.running and each.reminded_on and reminder.is_shown(each) for each in deadlines)
