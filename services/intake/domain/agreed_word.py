"""A word by which a caller shows to be the person: sealed like all their content, compared, displayed nowhere."""

import hmac
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from services.intake.domain.ids import Counsellor, ThreadId
from services.intake.domain.thread import Sealed
from shared.errors import Conflict, Invalid
from shared.state import State

LONGEST: Final = 100
LEAST: Final = 5
"""Number of letters and digits that the compared form must have at least."""

WRONG_ONES: Final = 3
WITHIN: Final = timedelta(hours=24)
HOLDS: Final = timedelta(hours=1)
"""Time for which a try that fitted counts: about as long as the call."""

AS_SPOKEN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
TOO_SHORT: Final = f"Bitte wählen Sie mindestens {LEAST} Buchstaben oder Ziffern."
NO_MORE_TRIES: Final = (
    f"Das Wort passte in den letzten 24 Stunden {WRONG_ONES}-mal nicht. Bis morgen wird keines mehr geprüft."
)


class AgreedWord(State):
    """The word in force of a thread.

    `sealed`: the word in the form that `compared` returns; `by`: the counsellor with whom it was agreed on the
    telephone.
    """

    thread: ThreadId
    word_id: str
    sealed: Sealed
    agreed_at: datetime
    how: Literal["page", "phone"]
    by: Counsellor | None = None


class CallerCheck(State):
    """One try of a caller. The spoken word is not kept."""

    id: str
    thread: ThreadId
    word_id: str
    at: datetime
    by: Counsellor
    fits: bool


def compared(typed: str) -> str:
    """Returns letters and digits alone, as one hears them: case, spaces, accents and umlaut spelling do not count.

    Raises Invalid if fewer than LEAST are left, which is too few for a secret.
    """
    heard = unicodedata.normalize("NFC", typed).casefold().translate(AS_SPOKEN)
    kept = "".join(each for each in unicodedata.normalize("NFKD", heard) if each.isalnum())
    if len(kept) < LEAST:
        raise Invalid(sentence=TOO_SHORT)
    return kept


def fits(word: str, said: str) -> bool:
    """Whether the words are the same. `word`: as `compared` returned it; `said`: as the counsellor heard it."""
    try:
        return hmac.compare_digest(word.encode(), compared(said).encode())
    except Invalid:
        return False


def refuse_more_tries(tries: Iterable[CallerCheck], at: datetime) -> None:
    """Raises Conflict after WRONG_ONES wrong tries in the last 24 hours, no matter which counsellor typed them."""
    if len(wrong_lately(tries, at)) >= WRONG_ONES:
        raise Conflict("not-in-this-state", NO_MORE_TRIES)


def wrong_lately(tries: Iterable[CallerCheck], at: datetime) -> list[CallerCheck]:
    return [each for each in tries if not each.fits and each.at > at - WITHIN]


def has_fitted(
    word: AgreedWord | None,
    tries: Sequence[CallerCheck],
    by: Counsellor,
    at: datetime,
    since: datetime | None = None,
) -> bool:
    """Whether the last try of all was made by `by`, in this call, with the word that is in force.

    `since`: the moment after which this call began.
    """
    last = max(tries, key=lambda each: each.at, default=None)
    if word is None or last is None:
        return False
    begun = max(at - HOLDS, since or at - HOLDS)
    return last.fits and last.by == by and last.word_id == word.word_id and last.at > begun
