"""Takes from referral what a partner arranged, sealed and shown to the person; if nobody reads it, makes a task."""

from typing import Final

from services.intake.domain import arrangement
from services.intake.domain.arrangement import KeptArrangement, ask_at
from services.intake.domain.handover import Handover
from services.intake.domain.ids import CaseId, HandoverId, ThreadId
from services.intake.domain.task import OF_ARRANGEMENT, TaskKind
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.follow_tasks import Concerned, follow, make_task
from services.intake.handlers.show import show, show_later
from services.intake.handlers.thread_effect import ThreadEffect
from services.intake.sealed_fields import open_arrangement, seal_arrangement
from services.intake.store import ARRANGEMENTS, CONSENTS, HANDOVERS
from services.intake.store.face import THREADS, at_face, place_of_one_time_code
from services.intake.task_table import ends
from shared.arrangement import Arrangement
from shared.bus import Transaction
from shared.referral_id import referral_of
from shared.sealing import DataKey

END_ARRANGEMENTS: Final = "end_arrangements"
ENDED: Final = ends(*OF_ARRANGEMENT)


async def take_arrangement(desk: DeskDependencies, handover_id: HandoverId, content: Arrangement) -> bool:
    """Keeps the arrangement; returns False where the consent does not stand or the referral is over.

    Raises NotFound for a hand-over that was erased, or never was.
    """
    known = await HANDOVERS.get(desk.outside, id=handover_id)
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
            return False  # an earlier round, delivered late
        await ARRANGEMENTS.put(tx, arrangement.take(before, told).state)
        if before is None or before.round != content.round:
            await _follow(tx, asked, content)
        show_later(tx, ThreadId(asked.case_id))
        return True

    return await desk.unit_of_work(work)


async def _follow(tx: Transaction, asked: Handover, content: Arrangement) -> None:
    """Makes the task to ask the person a day before, or to tell them at once where they have no page of their own."""
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
    """Whether the person ever opened their page: a caller has a code for the phone until they note their own."""
    face = at_face(tx)
    return bool(await THREADS.all(face, thread=thread)) and await place_of_one_time_code(face, thread) is None


async def forget_arrangement(tx: Transaction, of: Handover) -> None:
    """Deletes the arrangement, together with the consent or with a referral that is taken back."""
    await ARRANGEMENTS.remove(tx, id=of.id)


def end_arrangement_later(tx: Transaction, of: Handover) -> None:
    """Reduces the arrangement to who was in charge, after this transaction: it needs the thread's key."""
    tx.add_effect(END_ARRANGEMENTS, key=of.case_id, payload={})


class EndingArrangements(ThreadEffect):
    """The handler of effects of kind `end_arrangements`: deletes appointments and answers of a help that has ended."""

    async def do(self, tx: Transaction, thread: ThreadId, key: DataKey) -> None:
        for known in await ARRANGEMENTS.all(tx, case_id=thread):
            if (await HANDOVERS.get(tx, id=known.id)).ended:
                await _keep_the_officer(tx, known, key)
        await show(tx, thread, key)


async def _keep_the_officer(tx: Transaction, known: KeptArrangement, key: DataKey) -> None:
    kept = arrangement.officer_alone(open_arrangement(key, known).content)
    if kept is None:
        await ARRANGEMENTS.remove(tx, id=known.id)
        return
    sealed = seal_arrangement(key, known.case_id, known.id, kept)
    reduced = {"round": kept.round, "sealed": sealed, "answer": None, "answered_at": None}
    await ARRANGEMENTS.put(tx, known.model_copy(update=reduced))
