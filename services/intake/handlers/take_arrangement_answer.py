"""Applies the person's answer to a partner's appointments, whoever writes it down."""

from datetime import datetime

from services.intake.domain import arrangement
from services.intake.domain.handover import Handover
from services.intake.domain.ids import ThreadId
from services.intake.domain.task import TaskKind
from services.intake.handlers.follow_tasks import Concerned, make_task
from services.intake.handlers.record import record
from services.intake.sealed_fields import open_arrangement, seal_arrangement_answer
from services.intake.store import ARRANGEMENTS, CONSENTS
from shared.arrangement import Answer
from shared.bus import Transaction
from shared.errors import Conflict
from shared.referral_id import referral_of
from shared.sealing import DataKey


async def take_arrangement_answer(
    tx: Transaction, asked: Handover, given: Answer, key: DataKey, *, hour: datetime
) -> bool:
    """Stores and publishes the answer; returns whether it is new. Where no appointment fits, makes a task.

    `hour`: in which the person answered. Raises Conflict where the appointments are no longer offered, by what the desk
    knows now.
    """
    tx.lock_key(asked.case_id)
    known = await ARRANGEMENTS.find(tx, id=asked.id)
    if known is None or not arrangement.stands(asked, await CONSENTS.all(tx, sort="at", case_id=asked.case_id)):
        raise Conflict("not-in-this-state", arrangement.OVER)
    before = open_arrangement(key, known)
    if before.answer == given:
        return False
    arrangement.refuse_untrue(before, given, tx.now)
    sealed = seal_arrangement_answer(key, known, given)
    answered = arrangement.answer(known, asked, sealed, hour)
    await ARRANGEMENTS.put(tx, answered.state)
    await record(tx, answered)
    if given.chosen is None:
        about = Concerned(ThreadId(asked.case_id), referral_of(asked.id), partner=asked.partner.name)
        await make_task(tx, TaskKind.NONE_FITS, about)
    return True
