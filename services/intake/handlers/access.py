"""Whose contacts exist for whom: for counsellors nobody's and their own, for supervisors all, others' for a reason."""

from typing import Any

from services.intake.domain.contact import Contact
from services.intake.domain.reason import OpeningReason
from services.intake.domain.state import ThreadId
from services.intake.handlers.workplace import Desk
from services.intake.store import CONTACTS
from shared.bus import Transaction
from shared.errors import NotFound, ReasonNeeded
from shared.web import Staff


def in_reach(me: Staff) -> dict[str, Any]:
    """What every query for contacts asks besides what it looks for."""
    return {} if me.role == "supervisor" else {"counsellor": [None, me.sub]}


async def seen_by(tx: Transaction, me: Staff, **wanted: Any) -> Contact:
    found = await CONTACTS.get(tx, **wanted, **in_reach(me))
    if is_anothers(found, me) and not me.has_opened(found.thread, tx.now):
        raise ReasonNeeded(found.thread)
    return found


def is_anothers(contact: Contact, me: Staff) -> bool:
    return contact.counsellor not in (None, me.sub)


async def others(desk: Desk, me: Staff, thread: ThreadId) -> Contact | None:
    """The contact of the thread, if it takes a reason to open it."""

    async def work(tx: Transaction) -> Contact | None:
        found = await _of_thread(tx, thread)
        return found if is_anothers(found, me) else None

    return await desk.unit_of_work(work)


async def open_for_a_reason(desk: Desk, me: Staff, thread: ThreadId, reason: OpeningReason) -> Staff:
    """The sign-in with which the case can be seen from now on; that it was opened, and why, is kept."""

    async def work(tx: Transaction) -> Staff:
        found = await _of_thread(tx, thread)
        await desk.audit.note(tx, me, "opened", found.thread, reason=reason)
        return me.opening(found.thread, tx.now)

    return await desk.unit_of_work(work)


async def _of_thread(tx: Transaction, thread: ThreadId) -> Contact:
    found = await CONTACTS.find(tx, case_id=thread) or await CONTACTS.find(tx, id=thread, case_id=None)
    if found is None:
        raise NotFound
    return found
