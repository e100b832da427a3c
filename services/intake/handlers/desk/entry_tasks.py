"""Tasks of supervisors about entries of the directory; counsellors cannot change entries and see none of these."""

from dataclasses import dataclass

from services.intake.domain.entry_task import EntryTask
from services.intake.domain.ids import PartnerId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.services.entry_returned import settle
from services.intake.store import ENTRY_TASKS, PARTNERS
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff


@dataclass(frozen=True)
class EntryRow:
    task: EntryTask
    partner: str
    overdue: bool


async def list_entry_tasks(desk: DeskDependencies, me: Staff) -> list[EntryRow]:
    """Returns the tasks, the soonest due first; none unless `me` supervises."""
    if me.role != "supervisor":
        return []

    async def work(tx: Transaction) -> list[EntryRow]:
        tasks = await ENTRY_TASKS.all(tx, sort="due")
        names = {each.id: each.name for each in await PARTNERS.all(tx, id=[task.id for task in tasks])}
        return [EntryRow(each, names[each.id], each.due < tx.now) for each in tasks if each.id in names]

    return await desk.unit_of_work(work)


async def count_entry_tasks(desk: DeskDependencies, me: Staff) -> int:
    return len(await list_entry_tasks(desk, me))


async def finish_entry_task(desk: DeskDependencies, partner_id: PartnerId, act_id: str) -> None:
    """Ends the task, for a supervisor; one that is over already stays so."""
    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: settle(tx, partner_id)))
