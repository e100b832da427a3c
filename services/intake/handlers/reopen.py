"""What was closed goes on, with whoever opens it again; a contact that was no case becomes one."""

from uuid import uuid4

from services.intake.domain import case, contact
from services.intake.domain.progress import Progress
from services.intake.domain.situation import Situation
from services.intake.domain.state import ContactId, Counsellor
from services.intake.handlers.access import seen_by
from services.intake.handlers.workplace import Desk
from services.intake.publications import say
from services.intake.store import CASES, CONTACTS, PROGRESS
from shared.bus import Transaction
from shared.web import Staff


async def reopen(desk: Desk, contact_id: ContactId, me: Staff) -> None:
    async def work(tx: Transaction) -> None:
        await seen_by(tx, me, id=contact_id)
        taken = await CONTACTS.update(tx, lambda now: contact.reopen(now, Counsellor(me.sub)), id=contact_id)
        assert taken
        known = taken.state
        if known.case_id:
            reopened = await CASES.update(tx, case.reopen, id=known.case_id)
            assert reopened
            say(tx, reopened)
        tx.lock_key(known.thread)
        await PROGRESS.add(tx, Progress(id=str(uuid4()), thread=known.thread, step="reopened", at=tx.now))
        say(tx, taken)

    await desk.unit_of_work(work)


async def make_case(desk: Desk, contact_id: ContactId, me: Staff) -> None:
    """The case takes the contact's id: its messages stay where they are, under the same key and the same code."""

    async def work(tx: Transaction) -> None:
        await seen_by(tx, me, id=contact_id)
        made = await CONTACTS.update(tx, lambda now: contact.make_case(now, Counsellor(me.sub)), id=contact_id)
        assert made
        assert made.state.case_id
        opened = case.open_case(made.state.case_id, contact_id, made.state.channel, Situation(land=made.state.land))
        await CASES.add(tx, opened.state)
        say(tx, opened)
        say(tx, made)

    await desk.unit_of_work(work)
