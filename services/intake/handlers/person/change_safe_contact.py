"""The person states anew how they may be reached without harm."""

from services.intake.domain.safe_contact import SafeContact
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.hand_in import hand_in
from services.intake.handlers.person.receipt_access import Ticket, open_thread


async def change_safe_contact(face: FaceDependencies, ticket: Ticket, wanted: SafeContact, attempt: str) -> None:
    """Hands in the safe contact; the same in the same attempt is stated once."""
    opened = await open_thread(face, ticket)
    await hand_in(face, opened, "safe_contact", wanted, attempt, wanted.model_dump_json())
