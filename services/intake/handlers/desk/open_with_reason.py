"""Opens a colleague's case for a supervisor: it is noted first, and another supervisor inspects it later.

The note says who opened it, when and why.
"""

from functools import partial
from uuid import uuid4

from services.intake.domain import inspection
from services.intake.domain.contact import Contact
from services.intake.domain.ids import Counsellor, ThreadId
from services.intake.domain.inspection import Inspection
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import is_anothers
from services.intake.store import CONTACTS, INSPECTIONS
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import NotFound
from shared.opening_reason import OpeningReason
from shared.web import Staff
from shared.web.session import OPEN_FOR


async def needs_reason(desk: DeskDependencies, me: Staff, thread: ThreadId) -> bool:
    """Whether `me` needs a reason to open the thread. Raises NotFound where there is no such thread."""

    async def work(tx: Transaction) -> bool:
        return is_anothers(await thread_contact(tx, thread), me)

    return await desk.unit_of_work(work)


async def open_with_reason(
    desk: DeskDependencies, me: Staff, thread: ThreadId, reason: OpeningReason, *, act_id: str | None = None
) -> Staff:
    """Opens the case; returns the sign-in with which it is visible from now on.

    Raises NotFound where there is no such thread. The same act again opens it no longer than it did, and not again
    where that was ended.
    """

    async def do(tx: Transaction, found: Contact) -> str:
        tx.lock_key(found.thread)
        made = Inspection(
            id=str(uuid4()),
            thread=found.thread,
            by=Counsellor(me.sub),
            at=tx.now,
            until=tx.now + OPEN_FOR,
            reason=reason,
        )
        await INSPECTIONS.add(tx, made)
        await desk.audit.note(tx, me, "opened", found.thread, reason=reason)
        return made.id

    async def work(tx: Transaction) -> Staff:
        found = await thread_contact(tx, thread)
        if not is_anothers(found, me):
            return me
        outcome = await once(tx, act_id, partial(do, tx, found))
        opened = await INSPECTIONS.get(tx, id=outcome.result)
        if opened.until <= tx.now:
            return me
        return me.opening(found.thread, opened.until - OPEN_FOR, reason)

    return await desk.unit_of_work(work)


async def end_opening(desk: DeskDependencies, me: Staff, thread: ThreadId, *, act_id: str | None = None) -> Staff:
    """Ends the opening; returns the sign-in that needs a reason again. What is not open, or was erased, stays so."""

    async def do(tx: Transaction) -> None:
        known = await INSPECTIONS.all(tx, sort="at", thread=thread, by=me.sub)
        still = [each for each in known if tx.now < each.until]
        for each in still:
            tx.lock_key(thread)
            await INSPECTIONS.update(tx, partial(inspection.end, at=tx.now), id=each.id)
        if still:
            await desk.audit.note(tx, me, "opening-ended", thread)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
    return me.closing(thread)


async def thread_contact(tx: Transaction, thread: ThreadId) -> Contact:
    """Raises NotFound where there is no such thread."""
    found = await CONTACTS.find(tx, case_id=thread) or await CONTACTS.find(tx, id=thread, case_id=None)
    if found is None:
        raise NotFound
    return found
