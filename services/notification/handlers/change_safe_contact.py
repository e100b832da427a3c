"""How a person is reached safely becomes known, or is withdrawn: only a reference to it is stored."""

from services.notification.domain import notice_policy
from services.notification.domain.safe_contact import SafeContact
from services.notification.handlers.notify import notify_of_what_is_owed
from services.notification.publications import publish
from services.notification.store import DELIVERIES, SAFE_CONTACTS, mails_to_person, safe_contact_of
from shared.bus import Transaction


async def change_safe_contact(tx: Transaction, key: str, reference: str) -> None:
    """What the person of the case or contact `key` could not be notified of for want of it follows at once.

    So does a new look at what waits for the hours that were allowed before.
    """
    await SAFE_CONTACTS.put(tx, SafeContact(id=key, reference=reference))
    for delivery in (await mails_to_person(tx, [key])).waiting:
        if delivery.reason == "allowed_hours":
            tx.move_effect(delivery.id, key=delivery.key)
    await notify_of_what_is_owed(tx, key)


async def withdraw_safe_contact(tx: Transaction, key: str) -> None:
    """From now on nobody writes to the person, not even what was already requested."""
    await SAFE_CONTACTS.remove(tx, id=key)
    for delivery in (await mails_to_person(tx, [key])).waiting:
        if await safe_contact_of(tx, delivery.keys) is None:
            suppressed = notice_policy.suppress(delivery, "no_safe_contact", tx.now)
            await DELIVERIES.put(tx, suppressed.state)
            publish(tx, suppressed)
