"""The responsible counsellor replaces the coarse picture of the case."""

from services.intake.domain import case, contact, prevention
from services.intake.domain.ids import CaseId, Counsellor
from services.intake.domain.situation import Situation
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.record import record
from services.intake.store import CASES, CONTACTS
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff


async def triage(
    desk: DeskDependencies,
    case_id: CaseId,
    me: Staff,
    situation: Situation,
    *,
    seen: int | None = None,
    act_id: str | None = None,
) -> None:
    """Replaces the situation. `seen`: the version that was on the screen.

    Raises Conflict where the case changed since, and where it is kept for prevention and an act is told.
    """

    async def do(tx: Transaction) -> None:
        of = await load_visible(tx, me, case_id=case_id)
        contact.refuse_unless_with(of, Counsellor(me.sub))
        contact.refuse_press(of)
        prevention.refuse_act(await CASES.get(tx, id=case_id), situation)
        triaged = await CASES.update(tx, lambda now: case.triage(now, situation, seen=seen), id=case_id)
        assert triaged
        await CONTACTS.update(tx, lambda now: contact.rank(now, situation.urgency), counted=False, id=of.id)
        await record(tx, triaged)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
