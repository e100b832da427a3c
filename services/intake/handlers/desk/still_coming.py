"""Gives precedence to what a person handed in and the desk has not taken over yet."""

from services.intake.domain.ids import ThreadId
from services.intake.store.face import THREADS, at_face, ids_waiting
from shared.bus import Transaction
from shared.errors import Conflict


async def refuse_still_coming(tx: Transaction, thread: ThreadId, sentence: str) -> None:
    """Raises Conflict with the sentence where a request of the thread waits at the face.

    Requires that the key of the thread is locked, or something is published under it.
    """
    for former in await THREADS.all(at_face(tx), thread=thread):
        if await ids_waiting(tx, former.id):
            raise Conflict("not-in-this-state", sentence)
