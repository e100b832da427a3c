"""Referral tells what a partner arranged: it is kept sealed and shown, and where nobody reads it, a task says so."""

from typing import Final

from services.intake.domain import arrangement
from services.intake.domain.arrangement import KeptArrangement, ask_at
from services.intake.domain.handover import Handover
from services.intake.domain.ids import CaseId, HandoverId, ThreadId
from services.intake.domain.task import OF_ARRANGEMENT, TaskKind
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.follow_tasks import Concerned, follow, make_task
from services.intake.handlers.show import show_later
from services.intake.sealed_fields import seal_arrangement
from services.intake.store import ARRANGEMENTS, CONSENTS, HANDOVERS
from services.intake.store.face import THREADS, at_face, place_of_one_time_code
from services.intake.task_table import ends
from shared.arrangement import Arrangement
from shared.bus import Transaction
from shared.referral_id import referral_of

ENDED: Final = ends(*OF_ARRANGEMENT)


async def take_arrangement(desk: DeskDependencies, handover_id: HandoverId, content: Arrangement) -> bool:
    """Whether it is kept: not where the consent does not stand, or the referral is over.

    Raises NotFound for a hand-over that was erased, or never was.
    """
    known = await desk.unit_of_work(lambda tx: HANDOVERS.get(tx, id=handover_id))
    key = await desk.key(known.case_id)

    async def work(tx: Transaction) -> bool:
        tx.lock_key(known.case_id)
        asked = await HANDOVERS.get(tx, id=handover_id)
        if not arrangement.stands(asked, await CONSENTS.all(tx, sort="at", case_id=asked.case_id)):
            return False
        told = KeptArrangement(
            id=handover_id,
            case_id=CaseId(asked.case_id),
            round=content.round,
            offered_at=tx.now,
            sealed=seal_arrangement(key, asked.case_id, handover_id, content),
        )
        before = await ARRANGEMENTS.find(tx, id=handover_id)
        if before is not None and before.round > content.round:
            return False  # told again by who was slow
        await ARRANGEMENTS.put(tx, arrangement.take(before, told).state)
        if before is None or before.round != content.round:
            await _follow(tx, asked, content)
        show_later(tx, ThreadId(asked.case_id))
        return True

    return await desk.unit_of_work(work)


async def _follow(tx: Transaction, asked: Handover, content: Arrangement) -> None:
    """Somebody asks the person a day before, or tells her at once where she has no page of her own."""
    thread = ThreadId(asked.case_id)
    about = Concerned(thread, referral_of(asked.id), partner=asked.partner.name)
    await follow(tx, ENDED, about)
    if not content.appointments:
        return
    if await _has_page(tx, thread):
        await make_task(tx, TaskKind.APPOINTMENT_UNANSWERED, about, at=ask_at(content, tx.now))
    else:
        await make_task(tx, TaskKind.APPOINTMENT_TO_TELL, about)


async def _has_page(tx: Transaction, thread: ThreadId) -> bool:
    """Whether she ever opened it: who called has a code for the phone until she notes her own."""
    face = at_face(tx)
    return bool(await THREADS.all(face, thread=thread)) and await place_of_one_time_code(face, thread) is None


async def forget_arrangement(tx: Transaction, of: Handover) -> None:
    """It goes with the consent and with the referral."""
    await ARRANGEMENTS.remove(tx, id=of.id)
