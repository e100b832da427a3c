"""A counsellor reopens a closed contact or case and is responsible for it."""

from uuid import uuid4

from services.intake.domain import case, contact, joined
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.domain.progress import Progress
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.retention import interrupt_period
from services.intake.handlers.desk.team import refuse_absent
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.record import record
from services.intake.handlers.show import show_later
from services.intake.store import CASES, CONTACTS, PROGRESS
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff


async def reopen(desk: DeskDependencies, contact_id: ContactId, me: Staff, *, act_id: str | None = None) -> None:
    """Reopens the contact, with what is joined to it.

    Raises NotFound or ReasonNeeded like load_visible, Conflict where it is open, or joined to a case itself, and where
    `me` is entered as absent.
    """

    async def do(tx: Transaction) -> None:
        seen = await load_visible(tx, me, id=contact_id)
        joined.refuse_joined(seen)
        await refuse_absent(tx, me)
        with_it = await CONTACTS.all(tx, joined_to=seen.case_id, state="closed") if seen.case_id else []
        for each in (seen, *with_it):
            await _reopen(tx, each.id, Counsellor(me.sub))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def _reopen(tx: Transaction, contact_id: ContactId, by: Counsellor) -> None:
    taken = await CONTACTS.update(tx, lambda now: contact.reopen(now, by), id=contact_id)
    assert taken
    known = taken.state
    if known.case_id:
        reopened = await CASES.update(tx, case.reopen, id=known.case_id)
        assert reopened
        await record(tx, reopened)
    await PROGRESS.add(tx, Progress(id=str(uuid4()), thread=known.thread, step="reopened", at=tx.now))
    await interrupt_period(tx, known.thread)
    show_later(tx, known.thread)
    await record(tx, taken)
