"""A supervisor links two cases that belong together, or takes the link away; the persons see nothing of it."""

from services.intake.domain import case_number, related
from services.intake.domain.case import Case
from services.intake.domain.ids import ContactId, Counsellor, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import load_visible, visibility_filter
from services.intake.store import CASES, CONTACTS, RELATED
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import Conflict, Invalid
from shared.web import Staff

NO_CASE_YET = "Das ist noch kein Fall. Machen Sie zuerst einen daraus."
NO_SUCH_CASE = "Einen Fall mit dieser Nummer gibt es hier nicht."


async def relate(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, number: str, *, act_id: str | None = None
) -> None:
    """Links the two cases.

    Raises Invalid for a number of no case, Conflict for the case itself and for a contact that is no case, ReasonNeeded
    like load_visible.
    """

    async def do(tx: Transaction) -> None:
        contact = await load_visible(tx, me, id=contact_id)
        thread, wanted = contact.thread, case_number.read(number)
        other = await CASES.find(tx, number=wanted) if wanted else None
        if other is None:
            raise Invalid(sentence=NO_SUCH_CASE)
        if contact.case_id is None:
            raise Conflict("not-in-this-state", NO_CASE_YET)
        for each in related.relate(thread, ThreadId(other.id), Counsellor(me.sub), tx.now):
            tx.lock_key(each.thread)
            await RELATED.put(tx, each)
            await desk.audit.note(tx, me, "related", each.thread)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def separate(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, other: ThreadId, *, act_id: str | None = None
) -> None:
    """Takes the link away, if there is one. Raises ReasonNeeded like load_visible."""

    async def do(tx: Transaction) -> None:
        thread = (await load_visible(tx, me, id=contact_id)).thread
        for one, its in ((thread, other), (other, thread)):
            if await RELATED.find(tx, thread=one, other=its):
                tx.lock_key(one)
                await RELATED.remove(tx, thread=one, other=its)
                await desk.audit.note(tx, me, "separated", one)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def related_cases(tx: Transaction, me: Staff, thread: ThreadId) -> list[Case]:
    """Returns the related cases that `me` may see, a supervisor after giving a reason; nothing of their content."""
    others = [each.other for each in await RELATED.all(tx, thread=thread)]
    visible = await CONTACTS.all(tx, case_id=others, **visibility_filter(me)) if others else []
    return await CASES.all(tx, id=[each.thread for each in visible])
