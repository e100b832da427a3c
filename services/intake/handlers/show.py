"""Publishes for the face what the person is shown: the whole thread, sealed under its data key."""

from typing import Final

from services.intake.domain.ids import ThreadId
from services.intake.handlers.thread_content import thread_content
from services.intake.handlers.thread_effect import ThreadEffect
from services.intake.sealed_fields import seal_shown
from services.intake.store.face import THREADS, at_face
from shared.bus import Transaction
from shared.sealing import DataKey

SHOW: Final = "show"


def show_later(tx: Transaction, thread: ThreadId) -> None:
    """Shows the thread anew after this transaction; every change of what a thread holds must call this."""
    tx.add_effect(SHOW, key=thread, payload={})


async def show(tx: Transaction, thread: ThreadId, key: DataKey) -> None:
    """Publishes the thread as it stands in this transaction. Changes nothing for a person who has no receipt code."""
    for found in await THREADS.all(at_face(tx), thread=thread):
        content = await thread_content(tx, thread, key)
        await THREADS.put(at_face(tx), found.model_copy(update={"shown": seal_shown(key, found.id, content)}))


class Showing(ThreadEffect):
    """The handler of effects of kind `show`: the one that runs last shows the latest state."""

    async def do(self, tx: Transaction, thread: ThreadId, key: DataKey) -> None:
        await show(tx, thread, key)
