"""The deadlines of a case, for those who may see them."""

from datetime import date

from services.notification.domain.deadlines import Deadline
from services.notification.store import DEADLINES, running_deadlines
from shared.assignments import refuse_foreign, refuse_prevention
from shared.audit import Audit
from shared.bus import Transaction, UnitOfWork
from shared.web import Staff


async def show_deadlines(unit_of_work: UnitOfWork, audit: Audit, me: Staff, case_id: str) -> list[Deadline]:
    """Returns the deadlines of a case, and records that they were seen.

    Raises as `refuse_prevention`: there are none of what is no case.
    """

    async def work(tx: Transaction) -> list[Deadline]:
        await refuse_prevention(tx, me, case_id)
        await audit.note(tx, me, "deadlines", case_id)
        return await DEADLINES.all(tx, sort="proceeding_id", case_id=case_id)

    return await unit_of_work(work)


async def next_act_by(unit_of_work: UnitOfWork, me: Staff, case_id: str) -> date | None:
    """Returns the nearest day to act by of the deadlines that run, or None.

    Nothing else of them is read, so no look is recorded. Raises NotFound and ReasonNeeded like `refuse_foreign`.
    """

    async def work(tx: Transaction) -> date | None:
        await refuse_foreign(tx, me, case_id)
        nearest = await running_deadlines(tx, [case_id], 1)
        return nearest[0].dates.act_by if nearest and nearest[0].dates else None

    return await unit_of_work(work)
