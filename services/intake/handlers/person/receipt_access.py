"""Finds a thread by its receipt code and opens its data key; nothing else that a person has does that."""

import secrets
from dataclasses import dataclass, field
from typing import Final

from services.intake.domain.request import BEGINS_A_THREAD, Request
from services.intake.domain.thread import Sealed, Thread
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.store.face import THREADS, waiting_in
from shared.errors import NotFound
from shared.sealing import CannotOpen, DataKey, receipt

DECOY: Final = "00000000-0000-4000-8000-000000000000"
NOT_THERE: Final = "Zu diesem Rückmeldecode gibt es hier nichts."


@dataclass(frozen=True)
class Ticket:
    """A receipt code's derived values: the thread's locator, and the key that unwraps its data key."""

    locator: str
    wrapping: bytes = field(repr=False)


@dataclass(frozen=True)
class OpenedThread:
    """A thread whose key is open. `thread`: as the desk last published it, None before the desk knew of it.

    `waiting`: requests in the order of arrival.
    """

    locator: str
    key: DataKey
    thread: Thread | None
    waiting: list[Request]


def ticket_for(face: FaceDependencies, code: str) -> Ticket:
    """Derives the ticket. Raises Invalid for a mistyped code, and only then."""
    read = receipt.read(code)
    return Ticket(receipt.locator(face.pepper, read), receipt.wrapping_key(read))


async def open_thread(face: FaceDependencies, ticket: Ticket) -> OpenedThread:
    """Opens the thread.

    Raises NotFound, with the same work and the same answer whether the code is unknown, wrong or erased.
    """
    waiting = await waiting_in(face.store, ticket.locator)
    thread = await THREADS.look_up(face.store, id=ticket.locator)  # after the requests: one taken in between is in both
    wrapped = thread.receipt if thread else _of_a_new_thread(waiting)
    try:
        key = receipt.unwrap(ticket.wrapping, wrapped, ticket.locator)
    except CannotOpen:
        raise NotFound("not-found", NOT_THERE) from None
    return OpenedThread(ticket.locator, key, thread, waiting)


def _of_a_new_thread(waiting: list[Request]) -> Sealed:
    begins = next((each.begins for each in waiting if each.kind in BEGINS_A_THREAD), None)
    return begins.receipt if begins else {"kid": DECOY, "box": secrets.token_bytes(60)}
