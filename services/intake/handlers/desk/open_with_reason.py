"""A supervisor opens a colleague's case; who, when and why is noted first."""

from services.intake.domain.contact import Contact
from services.intake.domain.ids import ThreadId
from services.intake.domain.reason import OpeningReason
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import is_anothers
from services.intake.store import CONTACTS
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import NotFound
from shared.web import Staff


async def needs_reason(desk: DeskDependencies, me: Staff, thread: ThreadId) -> bool:
    """Raises NotFound where there is no such thread."""

    async def work(tx: Transaction) -> bool:
        return is_anothers(await _of_thread(tx, thread), me)

    return await desk.unit_of_work(work)


async def open_with_reason(
    desk: DeskDependencies, me: Staff, thread: ThreadId, reason: OpeningReason, *, act_id: str | None = None
) -> Staff:
    """The sign-in with which the case is visible from now on. Raises NotFound where there is no such thread."""

    async def work(tx: Transaction) -> Staff:
        found = await _of_thread(tx, thread)
        await once(tx, act_id, lambda: desk.audit.note(tx, me, "opened", found.thread, reason=reason))
        return me.opening(found.thread, tx.now)

    return await desk.unit_of_work(work)


async def _of_thread(tx: Transaction, thread: ThreadId) -> Contact:
    found = await CONTACTS.find(tx, case_id=thread) or await CONTACTS.find(tx, id=thread, case_id=None)
    if found is None:
        raise NotFound
    return found
