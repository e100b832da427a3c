"""Whether what we write on our pages can be read by the person at all."""

from services.intake.domain.contact import Contact
from services.intake.store.face import THREADS, at_face
from shared.bus import Transaction


async def has_own_page(tx: Transaction, of: Contact) -> bool:
    """With a receipt code from the start, or with a one-time code since."""
    return of.begins_with_a_code or await THREADS.count(at_face(tx), thread=of.thread) > 0
