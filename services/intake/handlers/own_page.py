"""Tells whether the person has a page on which they can read what we write."""

from services.intake.domain.contact import Contact
from services.intake.store.face import THREADS, at_face
from shared.bus import Transaction


async def has_own_page(tx: Transaction, of: Contact) -> bool:
    """Whether the person began with a receipt code, or the desk has given them a one-time code since."""
    return of.begins_with_a_code or await THREADS.count(at_face(tx), thread=of.thread) > 0
