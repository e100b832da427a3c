"""The collections of notification: references to safe contacts, deliveries, and legal deadlines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from services.notification.domain.deadlines import Deadline
from services.notification.domain.notice_policy import Delivery
from services.notification.domain.safe_contact import SafeContact
from shared.bus import Transaction
from shared.store import Index, Repository

SAFE_CONTACTS: Final = Repository("safe_contacts", SafeContact)
DELIVERIES: Final = Repository("deliveries", Delivery)
DEADLINES: Final = Repository("clocks", Deadline)

INDEXES: Final[Mapping[str, Sequence[Index]]] = {
    SAFE_CONTACTS.name: (),
    DELIVERIES.name: (Index(("key", "audience", "-at")), Index(("contact_id",))),
    DEADLINES.name: (Index(("case_id", "proceeding_id")),),
}


async def safe_contact_of(tx: Transaction, keys: Iterable[str]) -> SafeContact | None:
    """The one known under the first of these keys that has one."""
    for key in keys:
        found = await SAFE_CONTACTS.find(tx, id=key)
        if found is not None:
            return found
    return None


async def last_mail_to_person(tx: Transaction, key: str) -> Delivery | None:
    """The latest that waits or was sent."""
    mails = await DELIVERIES.all(tx, sort="at", key=key, audience="person", state=["waiting", "sent"])
    return mails[-1] if mails else None


async def owed_to_person(tx: Transaction, key: str) -> list[Delivery]:
    """What the person of this case or contact could not be notified of yet, oldest first."""
    of_key = await DELIVERIES.all(tx, sort="at", key=key, audience="person", state="owed")
    of_contact = await DELIVERIES.all(tx, sort="at", contact_id=key, state="owed")
    return sorted({each.id: each for each in (*of_key, *of_contact)}.values(), key=lambda owed: owed.at)
