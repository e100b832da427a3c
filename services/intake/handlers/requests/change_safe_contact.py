"""Takes over how the person wants to be reached from now on, or that they want no messages any more."""

from services.intake.domain import safe_contact
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ThreadId
from services.intake.domain.on_behalf import without_reminders
from services.intake.domain.request import derived
from services.intake.domain.safe_contact import SafeContact
from services.intake.handlers.record import record
from services.intake.handlers.requests.opened import OpenedRequest
from services.intake.sealed_fields import seal_safe_contact
from services.intake.store import SAFE_CONTACTS, contact_of
from shared.bus import Transaction
from shared.errors import NotFound


async def change_safe_contact(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    assert isinstance(given.body, SafeContact)
    entry_id, contact = derived(given.request.id, given.key.id, "safe contact"), await _contact_of(tx, thread)
    way = without_reminders(contact, given.body)
    sealed = seal_safe_contact(given.key, thread, entry_id, way)
    earlier = await SAFE_CONTACTS.all(tx, sort="number", thread=thread)
    stated = safe_contact.give(entry_id, contact, earlier, sealed, deadline_reminders=way.deadline_reminders)
    await SAFE_CONTACTS.add(tx, stated.state)
    await record(tx, stated)


async def withdraw_safe_contact(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    """Withdraws the safe contact in force; changes nothing where there is none."""
    entry_id, contact = derived(given.request.id, given.key.id, "safe contact"), await _contact_of(tx, thread)
    earlier = await SAFE_CONTACTS.all(tx, sort="number", thread=thread)
    withdrawn = safe_contact.withdraw(entry_id, contact, earlier)
    if withdrawn:
        await SAFE_CONTACTS.add(tx, withdrawn.state)
        await record(tx, withdrawn)


async def _contact_of(tx: Transaction, thread: ThreadId) -> Contact:
    """Returns the contact of the thread. Raises NotFound where it was erased meanwhile."""
    known = await contact_of(tx, thread)
    if known is None:
        raise NotFound
    return known
