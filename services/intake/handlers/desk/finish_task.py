"""The responsible counsellor says that a task is done."""

from services.intake.domain import task
from services.intake.domain.ids import Counsellor
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.store import TASKS, contact_of
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import NotFound
from shared.web import Staff


async def finish_task(
    desk: DeskDependencies, task_id: str, me: Staff, *, seen: int | None = None, act_id: str | None = None
) -> None:
    """What is over already stays so. Raises NotFound like load_visible, Conflict as `task.finish`."""

    async def do(tx: Transaction) -> None:
        known = await TASKS.get(tx, id=task_id)
        contact = await contact_of(tx, known.thread)
        if contact is None:
            raise NotFound
        await load_visible(tx, me, id=contact.id)
        tx.lock_key(known.thread)
        await TASKS.update(tx, lambda open_task: task.finish(open_task, Counsellor(me.sub), seen=seen), id=task_id)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
