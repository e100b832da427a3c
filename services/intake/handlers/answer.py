"""The desk writes to the person. What the person wrote before counts as read then."""

from uuid import uuid4

from services.intake.domain import case, contact
from services.intake.domain.contact import Contact
from services.intake.domain.state import ContactId, Counsellor, ThreadId
from services.intake.domain.thread import Message
from services.intake.envelopes import seal_message
from services.intake.handlers.access import seen_by
from services.intake.handlers.workplace import Desk
from services.intake.publications import say
from services.intake.store import CASES, MESSAGES
from shared.bus import Transaction
from shared.sealing import DataKey
from shared.web import Staff


async def answer(desk: Desk, contact_id: ContactId, me: Staff, text: str) -> None:
    found = await desk.unit_of_work(lambda tx: seen_by(tx, me, id=contact_id))
    key = await desk.key(found.thread)

    async def work(tx: Transaction) -> None:
        answered = contact.answer(await seen_by(tx, me, id=contact_id), Counsellor(me.sub))
        await _write(tx, answered.state, key, text)
        case_id = answered.state.case_id
        say(tx, case.answer(await CASES.get(tx, id=case_id)) if case_id else answered)

    await desk.unit_of_work(work)


async def _write(tx: Transaction, to: Contact, key: DataKey, text: str) -> None:
    await mark_read(tx, to.thread)
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


async def mark_read(tx: Transaction, thread: ThreadId) -> None:
    for message in await MESSAGES.all(tx, thread=thread, unread=True):
        await MESSAGES.put(tx, message.model_copy(update={"unread": False}))
