"""Which contacts are there for whom: counsellors' own and nobody's; for supervisors all, others' with a reason."""

from typing import Any

from services.intake.domain.contact import Contact
from services.intake.store import CONTACTS
from shared.bus import Transaction
from shared.errors import ReasonNeeded
from shared.web import Staff


def visibility_filter(me: Staff) -> dict[str, Any]:
    """The condition that every query for contacts carries besides what it looks for."""
    return {} if me.role == "supervisor" else {"counsellor": [None, me.sub]}


async def load_visible(tx: Transaction, me: Staff, **wanted: Any) -> Contact:
    """Raises NotFound where it is not visible to `me`, ReasonNeeded where a supervisor has not opened it yet."""
    found = await CONTACTS.get(tx, **wanted, **visibility_filter(me))
    if is_anothers(found, me) and not me.has_opened(found.thread, tx.now):
        raise ReasonNeeded(found.thread)
    return found


def is_anothers(contact: Contact, me: Staff) -> bool:
    return contact.counsellor not in (None, me.sub)
