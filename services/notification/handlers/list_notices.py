"""The notices that have not arrived yet, of all cases that somebody may see: waiting, or failed lately."""

from datetime import timedelta
from typing import Final

from services.notification.handlers.show_notices import MOST, Notices
from services.notification.store import cases_with_notices_not_done, names_of, notices_not_done
from shared.assignments import numbers_of, open_among
from shared.bus import Transaction, UnitOfWork
from shared.web import Staff

LATELY: Final = timedelta(days=28)


async def list_notices(unit_of_work: UnitOfWork, me: Staff) -> Notices:
    """Lists notices, the oldest first: of a counsellor's own cases and of nobody's; for a supervisor, of all."""

    async def work(tx: Transaction) -> Notices:
        since, cases = tx.now - LATELY, None
        if me.role != "supervisor":
            cases = await open_among(tx, me, await cases_with_notices_not_done(tx, since))
        found = await notices_not_done(tx, cases, since, MOST)
        numbers = await numbers_of(tx, (each.case_id for each in found if each.case_id))
        return Notices(found, await names_of(tx, [each.partner_id for each in found]), numbers)

    return await unit_of_work(work)
