"""The desk gives a one-time code to a person who has no receipt code yet."""

from services.intake.domain import one_time
from services.intake.domain.contact import refuse_unless_with
from services.intake.domain.ids import ContactId, Counsellor
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.one_time_code import fresh_code, has_own_code, put_in_place
from services.intake.handlers.desk.visibility import load_visible
from shared import attempts
from shared.bus import Transaction
from shared.web import Staff


async def give_one_time_code(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, *, attempt: str | None = None
) -> str:
    """Returns a new code; a former one opens nothing any more. The same attempt gives the same code.

    Raises Conflict where the person has a receipt code.
    """
    thread = (await load_visible(desk.outside, me, id=contact_id)).thread
    key = await desk.key(thread)
    fresh = await fresh_code(desk, thread, attempt or attempts.new())

    async def work(tx: Transaction) -> None:
        contact = await load_visible(tx, me, id=contact_id)
        refuse_unless_with(contact, Counsellor(me.sub))
        one_time.refuse_with_own_code(has_own_code=await has_own_code(tx, thread))
        await desk.audit.note(tx, me, "one-time-code", thread)
        await put_in_place(desk, tx, thread, key, fresh)

    await desk.unit_of_work(work)
    return fresh.code
