"""Adds what the person wrote to the thread, unread, and makes a task of it at the desk."""

from collections.abc import Mapping
from typing import Final

from services.intake.domain.data_wish import answer_by
from services.intake.domain.form_message import CallWish, DataWish, Feedback, Letter, PartnerWish
from services.intake.domain.ids import ThreadId
from services.intake.domain.letter_period import day_to_act
from services.intake.domain.request import MessageBody
from services.intake.domain.task import TaskKind, task_id
from services.intake.domain.thread import Message
from services.intake.domain.waiting_content import message_id_of
from services.intake.handlers.follow_tasks import Concerned, end_task, make_task, person_wrote
from services.intake.handlers.requests.opened import OpenedRequest
from services.intake.sealed_fields import seal_message
from services.intake.store import MESSAGES
from shared.bus import Transaction
from shared.clock import berlin_day

TASK_OF: Final[Mapping[str, TaskKind]] = {
    "letter": TaskKind.LETTER,
    "own_data": TaskKind.OWN_DATA,
    "erasure": TaskKind.ERASURE,
    "feedback": TaskKind.FEEDBACK,
    "call_wish": TaskKind.CALL_WISHED,
    "partner_wish": TaskKind.PARTNER_WISH,
}
"""The kind of task that each form of message makes."""


async def add_message(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    assert isinstance(given.body, MessageBody)
    await _add(tx, given, thread, given.body.text)
    await person_wrote(tx, thread)


async def add_form_message(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    """Adds a message that has a form of its own, and makes its task.

    All messages of a form that nobody has looked at share one task. The first of them decides by when it is due, but of
    wishes for a call the last one does.
    """
    said = given.body
    assert isinstance(said, Letter | DataWish | Feedback | CallWish | PartnerWish)
    await _add(tx, given, thread, said.model_dump_json(), kind=said.form)
    kind = TASK_OF[said.form]
    act_by = answer_by(berlin_day(given.request.at)) if isinstance(said, DataWish) else None
    at = said.begins if isinstance(said, CallWish) else None
    if at:
        tx.lock_key(thread)
        await end_task(tx, task_id(kind, thread))
    no_later_than = day_to_act(said, berlin_day(given.request.at)) if isinstance(said, Letter) else None
    about = Concerned(thread, thread, act_by=act_by)
    await make_task(tx, kind, about, at=at, no_later_than=no_later_than)


async def _add(tx: Transaction, given: OpenedRequest, thread: ThreadId, plain: str, *, kind: str = "message") -> None:
    message_id = message_id_of(given.request)
    message = Message(
        id=message_id,
        thread=thread,
        number=await MESSAGES.count(tx, thread=thread) + 1,
        by="person",
        at=given.request.at,
        sealed=seal_message(given.key, thread, message_id, plain),
        unread=True,
        kind=kind,
    )
    await MESSAGES.add(tx, message)
