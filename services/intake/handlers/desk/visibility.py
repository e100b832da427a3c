"""Decides which contacts somebody sees: counsellors their own and nobody's; supervisors all, others' with a reason."""

from typing import Any

from services.intake.domain import colleague, contact
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.store import COLLEAGUES, CONTACTS
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.errors import NotFound, ReasonNeeded, WithSubstitute
from shared.sealing import DataKey
from shared.store import Outside
from shared.web import Staff


def visibility_filter(me: Staff) -> dict[str, Any]:
    """Returns the condition that every query for contacts carries besides what it looks for."""
    return {} if me.role == "supervisor" else {"counsellor": [None, me.sub]}


async def find_visible(tx: Transaction | Outside, me: Staff, **wanted: Any) -> Contact:
    """Returns the contact.

    Raises NotFound where it is not visible to `me`, WithSubstitute where a substitute has it for `me`.
    """
    found = await CONTACTS.find(tx, **wanted, **visibility_filter(me))
    if found:
        return found
    if await CONTACTS.count(tx, **wanted, held_for=me.sub):
        own = await COLLEAGUES.find(tx, id=Counsellor(me.sub))
        raise WithSubstitute(colleague.said_of_held(own, berlin_day(tx.now)))
    raise NotFound


async def load_visible(tx: Transaction | Outside, me: Staff, **wanted: Any) -> Contact:
    """Returns the contact. Raises as `find_visible`, and ReasonNeeded where a supervisor has not opened it yet."""
    found = await find_visible(tx, me, **wanted)
    if is_anothers(found, me) and not me.has_opened(found.thread, tx.now):
        raise ReasonNeeded(found.thread)
    return found


async def visible_key(desk: DeskDependencies, me: Staff, contact_id: ContactId) -> DataKey:
    """Returns the thread's key, for a transaction that opens or seals something of it.

    That transaction loads the contact once more. Raises like load_visible, and NotFound where the key was erased.
    """
    found = await load_visible(desk.outside, me, id=contact_id)
    return await desk.key(found.thread)


def is_anothers(of: Contact, me: Staff) -> bool:
    return of.counsellor not in (None, me.sub)


async def load_to_write(tx: Transaction, me: Staff, contact_id: ContactId) -> Contact:
    """Returns the contact about which `me` writes something down, and locks the thread's key.

    Raises like load_visible, and Conflict where somebody else is responsible or it is closed.
    """
    of = await load_visible(tx, me, id=contact_id)
    contact.refuse_unless_with(of, Counsellor(me.sub))
    contact.refuse_closed(of)
    tx.lock_key(of.thread)
    return of
