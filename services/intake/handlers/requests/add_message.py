"""What the person wrote is in the thread, unread."""

from services.intake.domain.ids import ThreadId
from services.intake.domain.request import MessageBody
from services.intake.domain.thread import Message
from services.intake.domain.thread_content import message_id_of
from services.intake.handlers.follow_tasks import person_wrote
from services.intake.handlers.requests.opened import OpenedRequest
from services.intake.sealed_fields import seal_message
from services.intake.store import MESSAGES
from shared.bus import Transaction


async def add_message(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    assert isinstance(given.body, MessageBody)
    message_id = message_id_of(given.request)
    message = Message(
        id=message_id,
        thread=thread,
        number=await MESSAGES.count(tx, thread=thread) + 1,
        by="person",
        at=given.request.at,
        sealed=seal_message(given.key, thread, message_id, given.body.text),
        unread=True,
    )
    await MESSAGES.add(tx, message)
    await person_wrote(tx, thread)
