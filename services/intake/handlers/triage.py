"""The counsellor's own picture of the case replaces the one that came in."""

from services.intake.domain import case, contact
from services.intake.domain.situation import Situation
from services.intake.domain.state import CaseId, Counsellor
from services.intake.handlers.access import seen_by
from services.intake.handlers.workplace import Desk
from services.intake.publications import say
from services.intake.store import CASES
from shared.bus import Transaction
from shared.web import Staff


async def triage(desk: Desk, case_id: CaseId, me: Staff, situation: Situation, *, seen: int | None = None) -> None:
    async def work(tx: Transaction) -> None:
        contact.refuse_unless_with(await seen_by(tx, me, case_id=case_id), Counsellor(me.sub))
        triaged = await CASES.update(tx, lambda now: case.triage(now, situation, seen=seen), id=case_id)
        assert triaged
        say(tx, triaged)

    await desk.unit_of_work(work)
