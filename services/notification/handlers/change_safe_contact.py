"""Notes how a person is reached safely, or that this was withdrawn: only a reference to it is stored."""

from services.notification.domain import notice_policy, reminder
from services.notification.domain.safe_contact import SafeContactReference
from services.notification.handlers.notify import notify_of_what_is_owed
from services.notification.handlers.send_to_person import suppress
from services.notification.publications import publish
from services.notification.store import DELIVERIES, SAFE_CONTACTS, mails_to_person, safe_contact_of
from shared.bus import Transaction


async def change_safe_contact(tx: Transaction, stated: SafeContactReference) -> None:
    """Stores the reference. The notices that the person could not get for want of it follow at once.

    What waits for the hours that were allowed before is looked at anew; a reminder that the person does not wish any
    longer is suppressed.
    """
    key = stated.id
    await SAFE_CONTACTS.put(tx, stated)
    for delivery in (await mails_to_person(tx, [key])).waiting:
        if reminder.is_unwished(delivery, stated):
            await suppress([delivery.id], "not_wished", tx)
        elif delivery.reason in ("allowed_hours", "daytime"):
            tx.move_effect(delivery.id, key=delivery.key)
    await notify_of_what_is_owed(tx, key)


async def withdraw_safe_contact(tx: Transaction, key: str) -> None:
    """Removes the reference, so that nobody writes to the person, and suppresses what was already requested.

    A notice still leaves where another key of it has a safe contact.
    """
    await SAFE_CONTACTS.remove(tx, id=key)
    for delivery in (await mails_to_person(tx, [key])).waiting:
        if await safe_contact_of(tx, delivery.keys) is None:
            suppressed = notice_policy.suppress(delivery, "no_safe_contact", tx.now)
            await DELIVERIES.put(tx, suppressed.state)
            publish(tx, suppressed)
