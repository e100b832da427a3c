"""A proceeding was told anew: compute its clocks, keep them, say what changed."""

from services.notification import store
from services.notification.domain.changes import changes
from services.notification.domain.deadlines import Clock, Proceeding, clocks_of
from services.notification.publications import say_deadline
from shared.assignments import is_known, refuse_foreign
from shared.audit import Audit
from shared.bus import Transaction, UnitOfWork
from shared.errors import NotFound
from shared.web import Staff


async def keep_clocks(tx: Transaction, proceeding: Proceeding) -> None:
    before = await store.clocks(tx, proceeding.case_id, proceeding_id=proceeding.proceeding_id)
    after = clocks_of(proceeding)
    await store.replace_clocks(tx, before, after)
    for change in changes(before, after):
        say_deadline(tx, change)


async def look_at_clocks(unit_of_work: UnitOfWork, audit: Audit, me: Staff, case_id: str) -> list[Clock]:
    """Of a case that somebody took over, for those who may see it; that they saw it is kept."""

    async def look(tx: Transaction) -> list[Clock]:
        await refuse_foreign(tx, me, case_id)
        if not await is_known(tx, case_id):
            raise NotFound
        await audit.note(tx, me, "deadlines", case_id)
        return await store.clocks(tx, case_id)

    return await unit_of_work(look)
