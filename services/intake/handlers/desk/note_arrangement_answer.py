"""A counsellor notes how the person answered a partner's appointments, for somebody who does not read their page."""

from services.intake.domain import contact
from services.intake.domain.ids import Counsellor, HandoverId, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.note_decision import STILL_COMING
from services.intake.handlers.desk.still_coming import refuse_still_coming
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.show import show_later
from services.intake.handlers.take_arrangement_answer import take_arrangement_answer
from services.intake.store import HANDOVERS
from shared.arrangement import Answer
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.web import Staff


async def note_arrangement_answer(
    desk: DeskDependencies, handover_id: HandoverId, me: Staff, given: Answer, *, act_id: str | None = None
) -> None:
    """Notes the answer.

    Raises NotFound and ReasonNeeded like load_visible; Conflict where somebody else is responsible, the appointments
    are no longer offered, or something of the person's waits to be taken over: they may have answered themselves.
    """
    known = await desk.unit_of_work(lambda tx: HANDOVERS.get(tx, id=handover_id))
    await desk.unit_of_work(lambda tx: load_visible(tx, me, case_id=known.case_id))
    key = await desk.key(known.case_id)

    async def do(tx: Transaction) -> None:
        asked = await HANDOVERS.get(tx, id=handover_id)
        contact.refuse_unless_with(await load_visible(tx, me, case_id=asked.case_id), Counsellor(me.sub))
        tx.lock_key(asked.case_id)
        await refuse_still_coming(tx, ThreadId(asked.case_id), STILL_COMING)
        if await take_arrangement_answer(tx, asked, given, key, hour=whole_hour(tx.now)):
            show_later(tx, ThreadId(asked.case_id))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
