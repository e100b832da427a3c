"""The person wants no messages any more."""

from services.intake.domain.request import NoBody
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.hand_in import hand_in
from services.intake.handlers.person.receipt_access import Ticket, open_thread


async def withdraw_safe_contact(face: FaceDependencies, ticket: Ticket, attempt: str) -> None:
    """Hands in the withdrawal.

    Changes nothing where it was withdrawn before, nor what was stated after the same attempt.
    """
    await hand_in(face, await open_thread(face, ticket), "no_safe_contact", NoBody(), attempt)
