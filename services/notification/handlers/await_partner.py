"""Keeps the deadline for a partner's answer: it is set, met, missed or cancelled as the referral goes."""

from datetime import date, datetime
from uuid import UUID, uuid5

from services.notification.domain import partner_response
from services.notification.domain.deadline_changes import DeadlineChange
from services.notification.domain.deadlines import Deadline, deadline_id
from services.notification.domain.delivery import Occasion
from services.notification.handlers.notify import notify_partner
from services.notification.publications import publish
from services.notification.store import DEADLINES, notices_of_referral
from shared.bus import Transaction
from shared.clock import berlin_day


async def await_answer(tx: Transaction, case_id: str, referral_id: str, respond_by: datetime) -> None:
    today = berlin_day(tx.now)
    await _keep(tx, partner_response.set_for(case_id, referral_id, berlin_day(respond_by), today))


async def remind_partner(tx: Transaction, awaited: Deadline, today: date) -> None:
    """Reminds the partner of the day of its answer: once on each day on which there is a reminder."""
    earlier = await notices_of_referral(tx, awaited.case_id, awaited.proceeding_id)
    occasion = Occasion(
        str(uuid5(UUID(awaited.id), today.isoformat())),
        "deadline_near",
        awaited.case_id,
        referral_id=awaited.proceeding_id,
        partner_id=next((each.partner_id for each in earlier if each.partner_id), None),
    )
    await notify_partner(tx, occasion)


async def note_answer(tx: Transaction, referral_id: str) -> None:
    if awaited := await _awaited(tx, referral_id):
        await _keep(tx, partner_response.answered(awaited))


async def note_silence(tx: Transaction, referral_id: str) -> None:
    if awaited := await _awaited(tx, referral_id):
        await _keep(tx, partner_response.overdue(awaited, berlin_day(tx.now)))


async def stop_waiting(tx: Transaction, referral_id: str) -> None:
    if awaited := await _awaited(tx, referral_id):
        await DEADLINES.remove(tx, id=awaited.id)
        if cancelled := partner_response.recalled(awaited):
            publish(tx, cancelled)


async def _awaited(tx: Transaction, referral_id: str) -> Deadline | None:
    """Returns the deadline for the partner's answer, or None.

    None: nobody waits, as the referral is cold, or older than this deadline.
    """
    return await DEADLINES.find(tx, id=deadline_id(referral_id, partner_response.RULE))


async def _keep(tx: Transaction, change: DeadlineChange | None) -> None:
    if change is not None:
        await DEADLINES.put(tx, change.state)
        publish(tx, change)
