"""Applies the person's decision on an addition, whoever writes it down; an addition ends with its hand-over."""

from datetime import datetime
from typing import cast

from services.intake.domain import addition, on_behalf
from services.intake.domain.addition import Addition, AdditionDecided
from services.intake.domain.consent import Choice
from services.intake.domain.handover import Handover
from services.intake.domain.ids import Counsellor
from services.intake.domain.task import TaskKind, task_id
from services.intake.handlers.follow_tasks import end_task
from services.intake.handlers.record import record
from services.intake.store import ADDITIONS, CONSENTS, HANDOVERS, contact_of
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentHow
from shared.referral_id import referral_of


async def take_addition_decision(
    tx: Transaction,
    asked: Addition,
    choice: Choice,
    *,
    how: ConsentHow,
    at: datetime,
    noted_by: Counsellor | None = None,
) -> bool:
    """Applies the decision; returns whether it is new.

    Raises Conflict and Invalid as `addition.decide`, and Conflict for a consent by somebody who reports for another.
    """
    tx.lock_key(asked.case_id)
    concerned = await contact_of(tx, asked.case_id)
    if concerned and choice.decision == "given":
        on_behalf.refuse_consent(concerned)
    of = await HANDOVERS.get(tx, id=asked.handover_id)
    may_be_added = addition.may_be_added_to(of, await CONSENTS.all(tx, sort="at", case_id=asked.case_id))
    others = await ADDITIONS.all(tx, sort="asked_at", case_id=asked.case_id, handover_id=asked.handover_id)
    decided = await ADDITIONS.update(
        tx,
        lambda now: addition.decide(
            now, choice, how=how, at=at, may_be_added=may_be_added, noted_by=noted_by, others=others
        ),
        id=asked.id,
    )
    if decided is None:
        return False
    await record(tx, cast("AdditionDecided", decided))
    if not may_be_added:  # the help has ended: no partner waits to be answered without this addition
        await end_task(tx, task_id(TaskKind.ADDITION_UNWANTED, referral_of(asked.handover_id)))
    return True


async def lapse_additions(tx: Transaction, of: Handover) -> None:
    """Lapses the additions of a hand-over that was withdrawn or is over: nothing agreed in them is fetched any more."""
    for each in await ADDITIONS.all(tx, case_id=of.case_id, handover_id=of.id):
        lapsed = await ADDITIONS.update(tx, addition.lapse, id=each.id)
        if lapsed is not None:
            await record(tx, lapsed)
