"""A proceeding was told anew: compute its clocks, keep them, say what changed."""

from services.notification import store
from services.notification.domain.changes import changes
from services.notification.domain.deadlines import Clock, Proceeding, clocks_of
from services.notification.publications import say_deadline
from shared.bus import Transact, Tx


async def keep_clocks(tx: Tx, proceeding: Proceeding) -> None:
    before = await store.clocks(tx, proceeding.case_id, proceeding_id=proceeding.proceeding_id)
    after = clocks_of(proceeding)
    await store.replace_clocks(tx, before, after)
    for change in changes(before, after):
        say_deadline(tx, change)


async def look_at_clocks(transact: Transact, case_id: str) -> list[Clock]:
    async def look(tx: Tx) -> list[Clock]:
        return await store.clocks(tx, case_id)

    return await transact(look)
