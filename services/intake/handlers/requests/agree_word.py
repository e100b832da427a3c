"""Takes over the word that the person chose, by which a caller shows that they are this person."""

from services.intake.domain.agreed_word import AgreedWord
from services.intake.domain.ids import ThreadId
from services.intake.domain.request import WordBody, derived
from services.intake.handlers.requests.opened import OpenedRequest
from services.intake.sealed_fields import seal_agreed_word
from services.intake.store import AGREED_WORDS, contact_of
from shared.bus import Transaction
from shared.errors import NotFound


async def agree_word(tx: Transaction, given: OpenedRequest, thread: ThreadId) -> None:
    """Keeps the word in place of an earlier one. Raises NotFound where the thread was erased meanwhile."""
    assert isinstance(given.body, WordBody)
    if await contact_of(tx, thread) is None:
        raise NotFound
    tx.lock_key(thread)
    word_id = derived(given.request.id, given.key.id, "agreed word")
    sealed = seal_agreed_word(given.key, thread, word_id, given.body.word)
    agreed = AgreedWord(thread=thread, word_id=word_id, sealed=sealed, agreed_at=given.request.at, how="page")
    await AGREED_WORDS.put(tx, agreed)
