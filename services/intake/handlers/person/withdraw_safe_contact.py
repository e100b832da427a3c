"""The person wants no messages any more."""

from uuid import uuid4

from services.intake.domain import safe_contact
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.receipt_access import Ticket, open_thread
from services.intake.publications import publish
from services.intake.store import SAFE_CONTACTS
from shared.bus import Transaction


async def withdraw_safe_contact(face: FaceDependencies, ticket: Ticket) -> None:
    """Changes nothing where it was withdrawn before."""
    opened = await open_thread(face, ticket)
    thread = opened.thread

    async def work(tx: Transaction) -> None:
        earlier = await SAFE_CONTACTS.all(tx, sort="number", thread=thread.thread)
        withdrawn = safe_contact.withdraw(str(uuid4()), thread, earlier)
        if withdrawn:
            await SAFE_CONTACTS.add(tx, withdrawn.state)
            publish(tx, withdrawn)

    await face.unit_of_work(work)
