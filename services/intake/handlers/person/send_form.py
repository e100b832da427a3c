"""The person sends a form of its own: about a letter, for example."""

from services.intake.domain.form_message import FormMessage
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.hand_in import hand_in
from services.intake.handlers.person.receipt_access import Ticket, open_thread


async def send_form(face: FaceDependencies, ticket: Ticket, said: FormMessage, attempt: str) -> None:
    """Hands in the form; the same in the same attempt is one, with anything changed it is another."""
    await hand_in(face, await open_thread(face, ticket), said.form, said, attempt, said.model_dump_json())
