"""The person writes to the desk."""

from services.intake.domain.request import MessageBody
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.hand_in import hand_in
from services.intake.handlers.person.receipt_access import Ticket, open_thread


async def write_message(face: FaceDependencies, ticket: Ticket, text: str, attempt: str) -> None:
    """Hands in the message; the same text in the same attempt is one, another text is another message."""
    await hand_in(face, await open_thread(face, ticket), "message", MessageBody(text=text), attempt, text)
