"""Writes what somebody with a known case calls, comes or writes about into that case; no second case begins."""

from services.intake.domain.ids import ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.keep_draft import end_draft
from services.intake.handlers.desk.take_over import assign_to
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.desk.write_note import Written, write_note
from shared.bus import Transaction
from shared.web import Staff


async def join_case(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, written: Written, *, act_id: str, draft: str
) -> None:
    """Writes the note; who spoke with the person becomes responsible where nobody is yet.

    `draft`: the reference under which the form was kept while it was typed. Raises as `write_note`, and Conflict where
    the case is closed.
    """

    async def take(tx: Transaction) -> None:
        if (await load_visible(tx, me, id=contact_id)).counsellor is None:
            await assign_to(tx, contact_id, me)

    await desk.unit_of_work(take)
    await write_note(desk, contact_id, me, written, act_id=act_id)
    await desk.unit_of_work(lambda tx: end_draft(tx, me, draft))
