"""Ends the one-time code that was read out, because the person has noted the receipt code."""

from services.intake.domain.ids import ThreadId
from services.intake.domain.request import CodeBody
from services.intake.handlers.requests.opened import OpenedRequest
from services.intake.store.face import at_face, drop_one_time_code
from shared.bus import Transaction


async def end_one_time_code(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    """Deletes the code only where thread and place are those of the request: a newer code stays."""
    assert isinstance(given.body, CodeBody)
    await drop_one_time_code(at_face(tx), given.body.place, thread)
