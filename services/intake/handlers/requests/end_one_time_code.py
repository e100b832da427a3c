"""Ends the one-time code that was read out, because the person has noted the receipt code."""

from services.intake.domain.ids import ThreadId
from services.intake.domain.request import CodeBody
from services.intake.handlers.requests.opened import OpenedRequest
from services.intake.store.face import at_face
from shared.bus import Transaction


async def end_one_time_code(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    """Deletes the code only where thread and place are those of the request: a newer code stays."""
    assert isinstance(given.body, CodeBody)
    of_this_thread = {"_id": given.body.place, "thread": thread}
    await at_face(tx)["one_time_codes"].delete_one(of_this_thread, session=tx.session)
