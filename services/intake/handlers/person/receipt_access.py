"""A receipt code finds a thread and opens its data key; nothing else of the person's does."""

import secrets
from dataclasses import dataclass, field
from typing import Final

from services.intake.domain.thread import Thread
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.store import THREADS
from shared.errors import NotFound
from shared.sealing import CannotOpen, DataKey, receipt

DECOY: Final = "00000000-0000-4000-8000-000000000000"
NOT_THERE: Final = "Zu diesem Rückmeldecode gibt es hier nichts."


@dataclass(frozen=True)
class Ticket:
    """What follows from a receipt code: where the thread is, and what opens its key."""

    locator: str
    wrapping: bytes = field(repr=False)


@dataclass(frozen=True)
class OpenedThread:
    thread: Thread
    key: DataKey


def ticket_for(face: FaceDependencies, code: str) -> Ticket:
    """Raises Invalid for a code that was mistyped, and only then."""
    read = receipt.read(code)
    return Ticket(receipt.locator(face.pepper, read), receipt.wrapping_key(read))


async def open_thread(face: FaceDependencies, ticket: Ticket) -> OpenedThread:
    """Raises NotFound, with the same work and the same answer whether the code is unknown, wrong or erased."""
    thread = await face.unit_of_work(lambda tx: THREADS.find(tx, id=ticket.locator))
    owner = thread.thread if thread else DECOY
    wrapped = await face.receipts.find(owner) or {"kid": DECOY, "box": secrets.token_bytes(60)}
    try:
        key = receipt.unwrap(ticket.wrapping, wrapped, owner)
    except CannotOpen:
        raise NotFound("not-found", NOT_THERE) from None
    if thread is None:
        raise NotFound("not-found", NOT_THERE)
    return OpenedThread(thread, key)
