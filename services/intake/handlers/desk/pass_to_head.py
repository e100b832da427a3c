"""A counsellor recognises that the press asks, and passes it on: the head answers, not the counselling."""

from functools import partial

from services.intake.domain import contact, joined
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.follow_tasks import Concerned, follow
from services.intake.handlers.record import record
from services.intake.store import CONTACTS
from services.intake.task_table import TO_THE_HEAD
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff


async def pass_to_head(desk: DeskDependencies, contact_id: ContactId, me: Staff, *, act_id: str | None = None) -> None:
    """It is with nobody then, and supervisors have a task.

    Raises NotFound and ReasonNeeded like load_visible, Conflict as `contact.pass_to_head`.
    """

    async def do(tx: Transaction) -> None:
        seen = await load_visible(tx, me, id=contact_id)
        joined.refuse_joined(seen)
        tx.lock_key(seen.thread)
        passed = await CONTACTS.update(tx, partial(contact.pass_to_head, by=Counsellor(me.sub)), id=contact_id)
        assert passed
        await desk.audit.note(tx, me, "given", seen.thread)
        await record(tx, passed)
        await follow(tx, TO_THE_HEAD, Concerned(seen.thread, seen.thread))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
