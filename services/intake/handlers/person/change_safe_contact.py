"""The person states anew how to be reached without harm."""

from uuid import uuid4

from services.intake.domain import safe_contact
from services.intake.domain.safe_contact import SafeContact
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.receipt_access import Ticket, open_thread
from services.intake.handlers.record import record
from services.intake.sealed_fields import seal_safe_contact
from services.intake.store import SAFE_CONTACTS
from shared import attempts
from shared.bus import Transaction


async def change_safe_contact(face: FaceDependencies, ticket: Ticket, wanted: SafeContact, attempt: str) -> None:
    """The same in the same attempt is stated once."""
    opened = await open_thread(face, ticket)
    thread, entry_id = opened.thread, str(uuid4())
    sealed = seal_safe_contact(opened.key, thread.thread, entry_id, wanted)
    act = attempts.identify(attempt, "safe-contact", thread.id, wanted.model_dump())

    async def work(tx: Transaction) -> None:
        await attempts.once(tx, act, lambda: give(tx))

    async def give(tx: Transaction) -> str:
        earlier = await SAFE_CONTACTS.all(tx, sort="number", thread=thread.thread)
        given = safe_contact.give(entry_id, thread, earlier, sealed)
        await SAFE_CONTACTS.add(tx, given.state)
        await record(tx, given)
        return entry_id

    await face.unit_of_work(work)
