"""The person chooses a word by which a caller shows that they are this person."""

from services.intake.domain.agreed_word import compared
from services.intake.domain.request import WordBody
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.handlers.person.hand_in import hand_in
from services.intake.handlers.person.receipt_access import Ticket, open_thread


async def agree_word(face: FaceDependencies, ticket: Ticket, word: str, attempt: str) -> None:
    """Hands in the word, in place of an earlier one; repeated in the same attempt, it is one.

    Raises Invalid where the word is too short.
    """
    kept = compared(word)
    await hand_in(face, await open_thread(face, ticket), "agreed_word", WordBody(word=kept), attempt, kept)
