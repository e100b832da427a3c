"""Whether a mail to a partner about its entry came back, and when nobody has to look after that any more."""

from services.intake.domain import entry_task
from services.intake.domain.ids import PartnerId
from services.intake.handlers.follow_tasks import HOURS
from services.intake.store import ENTRY_TASKS, PARTNERS
from shared.bus import Transaction


async def note_returned(tx: Transaction, partner_id: PartnerId) -> None:
    """One task, however often mails come back. Nothing for who left the directory."""
    tx.lock_key(partner_id)
    if await PARTNERS.find(tx, id=partner_id, listed=True) is None:
        return
    if await ENTRY_TASKS.find(tx, id=partner_id) is None:
        await ENTRY_TASKS.put(tx, entry_task.make(partner_id, tx.now, HOURS))


async def settle(tx: Transaction, partner_id: PartnerId) -> None:
    """It is asked anew, was reached, or left the directory."""
    tx.lock_key(partner_id)
    await ENTRY_TASKS.remove(tx, id=partner_id)
