"""Passes an enquiry of the press to the head, or back.

A counsellor recognises that the press asks, and passes it on; a supervisor recognises that somebody seeks help there,
and gives it back to the counselling.
"""

from functools import partial

from services.intake.domain import joined, responsibility
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.domain.situation import Situation
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.answer_press import head_is_there
from services.intake.handlers.desk.signs_of_help import has_signs_of_help
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.follow_tasks import Concerned, follow
from services.intake.handlers.new_case import open_case
from services.intake.handlers.record import record, record_standing
from services.intake.store import CONTACTS
from services.intake.task_table import FROM_THE_HEAD, TO_THE_HEAD
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff


async def pass_to_head(desk: DeskDependencies, contact_id: ContactId, me: Staff, *, act_id: str | None = None) -> None:
    """Passes the contact on: nobody has it then, supervisors have a task, and it counts as no case.

    That holds whichever way it came. Raises NotFound and ReasonNeeded like load_visible, Conflict as
    `responsibility.pass_to_head`.
    """

    async def do(tx: Transaction) -> None:
        seen = await load_visible(tx, me, id=contact_id)
        joined.refuse_joined(seen)
        tx.lock_key(seen.thread)
        decide = partial(
            responsibility.pass_to_head,
            by=Counsellor(me.sub),
            signs_of_help=await has_signs_of_help(tx, seen),
            head_is_there=await head_is_there(tx),
        )
        passed = await CONTACTS.update(tx, decide, id=contact_id)
        assert passed
        await desk.audit.note(tx, me, "given", seen.thread)
        await record(tx, passed)
        await record_standing(tx, seen, passed.state)
        await follow(tx, TO_THE_HEAD, Concerned(seen.thread, seen.thread))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def take_from_head(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, *, act_id: str | None = None
) -> None:
    """Gives the contact back: it waits for the counselling then, as a case, and a first answer is owed from now on.

    Raises NotFound and ReasonNeeded like load_visible, Conflict as `responsibility.take_from_head`.
    """

    async def do(tx: Transaction) -> None:
        seen = await load_visible(tx, me, id=contact_id)
        joined.refuse_joined(seen)
        tx.lock_key(seen.thread)
        taken = await CONTACTS.update(tx, responsibility.take_from_head, id=contact_id)
        assert taken
        await desk.audit.note(tx, me, "given", seen.thread)
        if seen.case_id is None:
            await open_case(tx, taken.state, Situation(land=seen.land))
        await record(tx, taken)
        await record_standing(tx, seen, taken.state)
        await follow(tx, FROM_THE_HEAD, Concerned(seen.thread, seen.thread))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
