"""A counsellor notes what the person decided by voice or in writing."""

from typing import Final
from uuid import uuid4

from services.intake.domain import contact
from services.intake.domain.consent import Choice, Decision
from services.intake.domain.ids import AdditionId, Counsellor, HandoverId, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.still_coming import refuse_still_coming
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.show import show_later
from services.intake.handlers.take_addition_decision import take_addition_decision
from services.intake.handlers.take_decision import take_decision
from services.intake.store import ADDITIONS, HANDOVERS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.contracts.vocabulary import ConsentHow, ConsentItem
from shared.web import Staff

STILL_COMING: Final = (
    "Gerade kommt noch etwas an, das die Person selbst geschrieben oder entschieden hat. Bitte lesen Sie es zuerst."
)


async def note_decision(
    desk: DeskDependencies,
    handover_id: HandoverId,
    me: Staff,
    decision: Decision,
    how: ConsentHow,
    *,
    items: tuple[ConsentItem, ...] | None = None,
    never: bool = False,
    evidence: tuple[str, ...] = (),
    act_id: str | None = None,
) -> None:
    """Notes the decision on a hand-over; changes nothing where it was decided so before.

    Raises Conflict where it was decided otherwise, and for a consent while something of the person's waits to be taken
    over: they may have answered themselves. A refusal and a withdrawal wait for nothing. `items`, `never`, `evidence`:
    as Choice. Raises Invalid for a consent to nothing.
    """
    choice = Choice(decision, items, never, evidence)

    async def do(tx: Transaction) -> None:
        asked = await HANDOVERS.get(tx, id=handover_id)
        contact.refuse_unless_with(await load_visible(tx, me, case_id=asked.case_id), Counsellor(me.sub))
        if decision == "given":
            tx.lock_key(asked.case_id)
            await refuse_still_coming(tx, ThreadId(asked.case_id), STILL_COMING)
        at, me_id = whole_hour(tx.now), Counsellor(me.sub)
        if await take_decision(tx, asked, choice, consent_id=str(uuid4()), how=how, at=at, noted_by=me_id):
            show_later(tx, ThreadId(asked.case_id))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def note_addition_decision(
    desk: DeskDependencies,
    addition_id: AdditionId,
    me: Staff,
    choice: Choice,
    how: ConsentHow,
    *,
    act_id: str | None = None,
) -> None:
    """Notes the decision on an addition, as `note_decision`."""

    async def do(tx: Transaction) -> None:
        asked = await ADDITIONS.get(tx, id=addition_id)
        contact.refuse_unless_with(await load_visible(tx, me, case_id=asked.case_id), Counsellor(me.sub))
        if choice.decision == "given":
            tx.lock_key(asked.case_id)
            await refuse_still_coming(tx, ThreadId(asked.case_id), STILL_COMING)
        at, me_id = whole_hour(tx.now), Counsellor(me.sub)
        if await take_addition_decision(tx, asked, choice, how=how, at=at, noted_by=me_id):
            show_later(tx, ThreadId(asked.case_id))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
