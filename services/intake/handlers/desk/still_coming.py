"""What a person handed in and the desk has not taken over yet goes first."""

from services.intake.domain.ids import ThreadId
from services.intake.store.face import THREADS, at_face, ids_waiting
from shared.bus import Transaction
from shared.errors import Conflict


async def refuse_still_coming(tx: Transaction, thread: ThreadId, sentence: str) -> None:
    """Raises Conflict with the sentence where something of the thread waits at the face.

    Requires that the key of the thread is locked, or something published under it.
    """
    for former in await THREADS.all(at_face(tx), thread=thread):
        if await ids_waiting(tx, former.id):
            raise Conflict("not-in-this-state", sentence)
