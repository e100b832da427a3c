"""The person wants no messages any more."""

from uuid import uuid4

from services.intake.domain import safe_contact
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.receipt_access import Ticket, open_thread
from services.intake.handlers.record import record
from services.intake.store import SAFE_CONTACTS
from shared import attempts
from shared.bus import Transaction


async def withdraw_safe_contact(face: FaceDependencies, ticket: Ticket, attempt: str) -> None:
    """Changes nothing where it was withdrawn before, nor what was stated after the same attempt."""
    opened = await open_thread(face, ticket)
    thread = opened.thread

    act = attempts.identify(attempt, "no-safe-contact", thread.id, None)

    async def work(tx: Transaction) -> None:
        await attempts.once(tx, act, lambda: take_back(tx))

    async def take_back(tx: Transaction) -> str:
        earlier = await SAFE_CONTACTS.all(tx, sort="number", thread=thread.thread)
        withdrawn = safe_contact.withdraw(str(uuid4()), thread, earlier)
        if withdrawn:
            await SAFE_CONTACTS.add(tx, withdrawn.state)
            await record(tx, withdrawn)
        return ""

    await face.unit_of_work(work)
