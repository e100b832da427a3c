"""How a person is reached safely becomes known, or is withdrawn: only a reference to it is stored."""

from services.notification.domain.safe_contact import SafeContact
from services.notification.handlers.notify import notify_of_what_is_owed
from services.notification.store import SAFE_CONTACTS
from shared.bus import Transaction


async def change_safe_contact(tx: Transaction, key: str, reference: str) -> None:
    """What the person of the case or contact `key` could not be notified of for want of it follows at once."""
    await SAFE_CONTACTS.put(tx, SafeContact(id=key, reference=reference))
    await notify_of_what_is_owed(tx, key)


async def withdraw_safe_contact(tx: Transaction, key: str) -> None:
    """From now on nobody writes to the person, not even what was already requested."""
    await SAFE_CONTACTS.remove(tx, id=key)
