"""The responsible counsellor says that a task is done."""

from services.intake.domain import task
from services.intake.domain.contact import Contact
from services.intake.domain.ids import Counsellor
from services.intake.domain.unanswered import Unanswered
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.leave_unanswered import leave_unanswered
from services.intake.handlers.desk.visibility import load_visible
from services.intake.store import TASKS, contact_of
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import NotFound
from shared.web import Staff


async def finish_task(
    desk: DeskDependencies,
    task_id: str,
    me: Staff,
    *,
    seen: int | None = None,
    unanswered: Unanswered | None = None,
    act_id: str | None = None,
) -> None:
    """Ends the task; one that is over already stays so. `unanswered`: why an answer that is owed is not given.

    Raises NotFound like load_visible, Conflict as `task.finish`, InvalidForm as `leave_unanswered`.
    """
    of = await contact_of_task(desk, me, task_id)
    key = await desk.key(of.thread)

    async def do(tx: Transaction) -> None:
        known = await TASKS.get(tx, id=task_id)
        await load_visible(tx, me, id=of.id)
        tx.lock_key(known.thread)
        done = await TASKS.update(
            tx, lambda open_task: task.finish(open_task, Counsellor(me.sub), seen=seen), id=task_id
        )
        if done:
            await leave_unanswered(desk, tx, key, me, known.thread, [known], unanswered)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def contact_of_task(desk: DeskDependencies, me: Staff, task_id: str) -> Contact:
    """Returns the contact that the task is about. Raises NotFound like load_visible."""

    async def work(tx: Transaction) -> Contact:
        found = await contact_of(tx, (await TASKS.get(tx, id=task_id)).thread)
        if found is None:
            raise NotFound
        return await load_visible(tx, me, id=found.id)

    return await desk.unit_of_work(work)
