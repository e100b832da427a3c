"""The person writes to the desk."""

from uuid import UUID, uuid5

from services.intake.domain.thread import Message
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.follow_tasks import person_wrote
from services.intake.handlers.person.receipt_access import Ticket, open_thread
from services.intake.sealed_fields import seal_message
from services.intake.store import MESSAGES
from shared.bus import Transaction
from shared.clock import whole_hour


async def write_message(face: FaceDependencies, ticket: Ticket, text: str, attempt: str) -> None:
    """The same text in the same attempt is one message; another text is another message."""
    opened = await open_thread(face, ticket)
    thread = opened.thread.thread
    message_id = str(uuid5(UUID(thread), f"{attempt}\n{text}"))

    async def work(tx: Transaction) -> None:
        tx.lock_key(thread)
        if await MESSAGES.find(tx, id=message_id):
            return
        message = Message(
            id=message_id,
            thread=thread,
            number=await MESSAGES.count(tx, thread=thread) + 1,
            by="person",
            at=whole_hour(tx.now),
            sealed=seal_message(opened.key, thread, message_id, text),
            unread=True,
        )
        await MESSAGES.add(tx, message)
        await person_wrote(tx, thread)

    await face.unit_of_work(work)
