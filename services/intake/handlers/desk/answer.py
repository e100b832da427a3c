"""A counsellor writes to the person; earlier messages of the person count as read then."""

from uuid import uuid4

from services.intake.domain import case, contact
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId, Counsellor, PartnerId, ThreadId
from services.intake.domain.thread import Message
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.name_partner import partner_to_name
from services.intake.handlers.desk.visibility import load_visible, visible_key
from services.intake.handlers.follow_tasks import person_wrote
from services.intake.handlers.own_page import has_own_page
from services.intake.handlers.record import record
from services.intake.handlers.show import show_later
from services.intake.sealed_fields import seal_message
from services.intake.state_texts.partner import in_a_message
from services.intake.store import CASES, MESSAGES
from shared.attempts import once
from shared.bus import Transaction
from shared.sealing import DataKey
from shared.web import Staff


async def answer(
    desk: DeskDependencies,
    contact_id: ContactId,
    me: Staff,
    text: str,
    *,
    names: PartnerId | None = None,
    seen: int | None = None,
    act_id: str | None = None,
) -> bool:
    """Sends the answer; returns whether the person has a page to read it on. Without one, the tasks stay open.

    `names`: a partner whose description and contact ways stand under the text; the partner is told nothing. `seen`: the
    number of the last message that was on the screen; later ones stay unread and are a task. Raises Conflict where
    somebody else is responsible or as `partner_to_name`, NotFound where it is not visible or erased.
    """
    key = await visible_key(desk, me, contact_id)

    async def do(tx: Transaction) -> None:
        answered = contact.answer(await load_visible(tx, me, id=contact_id), Counsellor(me.sub))
        named = in_a_message(await partner_to_name(tx, answered.state, names)) if names else ""
        later = await _write(tx, answered.state, key, seen, "\n\n".join(each for each in (text, named) if each))
        show_later(tx, answered.state.thread)
        case_id = answered.state.case_id
        await record(tx, case.answer(await CASES.get(tx, id=case_id)) if case_id else answered)
        if later:
            await person_wrote(tx, answered.state.thread)

    async def act(tx: Transaction) -> bool:
        await once(tx, act_id, lambda: do(tx))
        return await has_own_page(tx, await load_visible(tx, me, id=contact_id))

    return await desk.unit_of_work(act)


async def _write(tx: Transaction, to: Contact, key: DataKey, seen: int | None, text: str) -> bool:
    """Writes the message; returns whether the person wrote more than was `seen`."""
    later = await mark_read(tx, to.thread, seen)
    message_id = str(uuid4())
    sealed = seal_message(key, to.thread, message_id, text)
    written = Message(
        id=message_id,
        thread=to.thread,
        number=await MESSAGES.count(tx, thread=to.thread) + 1,
        by="desk",
        at=tx.now,
        sealed=sealed,
    )
    await MESSAGES.add(tx, written)
    return later


async def mark_read(tx: Transaction, thread: ThreadId, seen: int | None = None) -> bool:
    """Marks the unread messages up to the number `seen`, or all, as read; returns whether some are left."""
    unread = await MESSAGES.all(tx, thread=thread, unread=True)
    later = [each for each in unread if seen is not None and each.number > seen]
    for message in unread:
        if message not in later:
            await MESSAGES.put(tx, message.model_copy(update={"unread": False}))
    return bool(later)
