"""A counsellor takes a contact over and is responsible for it from then on."""

from functools import partial
from uuid import uuid4

from services.intake.domain import joined, responsibility
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.domain.progress import Progress
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.answer_press import answers_press
from services.intake.handlers.desk.team import refuse_absent
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.record import record
from services.intake.handlers.show import show_later
from services.intake.store import CONTACTS, PROGRESS
from shared.attempts import once
from shared.bus import Transaction
from shared.web import Staff


async def take_over(desk: DeskDependencies, contact_id: ContactId, me: Staff, *, act_id: str | None = None) -> None:
    """Takes the contact over from nobody or from a colleague; changes nothing where `me` has it.

    Raises Conflict where it is closed, for a counsellor where it is of the press and somebody of the head is there, and
    where `me` is entered as absent.
    """

    async def do(tx: Transaction) -> None:
        await refuse_absent(tx, me)
        await assign_to(tx, contact_id, me)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def assign_to(tx: Transaction, contact_id: ContactId, me: Staff) -> None:
    """Takes over as `take_over`, in the caller's transaction, and does not refuse an absent `me`.

    Who talks with somebody has the contact, absent or not; it passes to the substitute with the next round.
    """
    joined.refuse_joined(await load_visible(tx, me, id=contact_id))
    assign = partial(responsibility.assign, by=Counsellor(me.sub), answers_press=await answers_press(tx, me))
    taken = await CONTACTS.update(tx, assign, id=contact_id)
    if taken:
        step = Progress(id=str(uuid4()), thread=taken.state.thread, step="taken_over", at=tx.now)
        await PROGRESS.add(tx, step)
        show_later(tx, step.thread)
        await record(tx, taken)
