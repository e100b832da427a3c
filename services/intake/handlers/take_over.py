"""A counsellor becomes the human who is responsible."""

from uuid import uuid4

from services.intake.domain import contact
from services.intake.domain.progress import Progress
from services.intake.domain.state import ContactId, Counsellor
from services.intake.handlers.access import seen_by
from services.intake.handlers.workplace import Desk
from services.intake.publications import say
from services.intake.store import CONTACTS, PROGRESS
from shared.bus import Transaction
from shared.web import Staff


async def take_over(desk: Desk, contact_id: ContactId, me: Staff) -> None:
    async def work(tx: Transaction) -> None:
        await seen_by(tx, me, id=contact_id)
        taken = await CONTACTS.update(tx, lambda seen: contact.assign(seen, Counsellor(me.sub)), id=contact_id)
        if taken:
            step = Progress(id=str(uuid4()), thread=taken.state.thread, step="taken_over", at=tx.now)
            tx.lock_key(step.thread)
            await PROGRESS.add(tx, step)
            say(tx, taken)

    await desk.unit_of_work(work)
