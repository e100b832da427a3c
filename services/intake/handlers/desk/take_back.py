"""A counsellor takes a question to the person back before it is decided, to correct it or not to ask it any more."""

from typing import cast

from services.intake.domain import addition, consent, contact
from services.intake.domain.addition import AdditionLapsed
from services.intake.domain.ids import AdditionId, Counsellor, HandoverId, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.record import record
from services.intake.handlers.show import show_later
from services.intake.store import ADDITIONS, CONSENTS, HANDOVERS
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff


async def take_back(desk: DeskDependencies, handover_id: HandoverId, me: Staff, *, act_id: str | None = None) -> None:
    """Takes the question back. Raises Conflict where the person has decided, or the question is over."""

    async def do(tx: Transaction) -> None:
        asked = await HANDOVERS.get(tx, id=handover_id)
        contact.refuse_unless_with(await load_visible(tx, me, case_id=asked.case_id), Counsellor(me.sub))
        consents = await CONSENTS.all(tx, sort="at", case_id=asked.case_id)
        lapsed = await HANDOVERS.update(tx, lambda found: consent.take_back(found, consents), id=handover_id)
        assert lapsed
        show_later(tx, ThreadId(asked.case_id))
        await record(tx, lapsed)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def take_back_addition(
    desk: DeskDependencies, addition_id: AdditionId, me: Staff, *, act_id: str | None = None
) -> None:
    """Takes back the question about an addition, as `take_back`."""

    async def do(tx: Transaction) -> None:
        asked = await ADDITIONS.get(tx, id=addition_id)
        contact.refuse_unless_with(await load_visible(tx, me, case_id=asked.case_id), Counsellor(me.sub))
        lapsed = await ADDITIONS.update(tx, addition.take_back, id=addition_id)
        show_later(tx, ThreadId(asked.case_id))
        await record(tx, cast("AdditionLapsed", lapsed))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
