"""Keeps a task while mails to a partner about its entry in the directory come back."""

from services.intake.domain import entry_task
from services.intake.domain.ids import PartnerId
from services.intake.handlers.follow_tasks import HOURS
from services.intake.store import ENTRY_TASKS, PARTNERS
from shared.bus import Transaction


async def note_returned(tx: Transaction, partner_id: PartnerId) -> None:
    """Makes one task, however often mails come back; none for a partner that left the directory."""
    tx.lock_key(partner_id)
    if await PARTNERS.find(tx, id=partner_id, listed=True) is None:
        return
    if await ENTRY_TASKS.find(tx, id=partner_id) is None:
        await ENTRY_TASKS.put(tx, entry_task.make(partner_id, tx.now, HOURS))


async def settle(tx: Transaction, partner_id: PartnerId) -> None:
    """Ends the task: the partner is asked anew, was reached, or left the directory."""
    tx.lock_key(partner_id)
    await ENTRY_TASKS.remove(tx, id=partner_id)
