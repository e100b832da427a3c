"""Errors that refuse a form without losing the text on its page."""

from typing import Final

from shared.errors import LotseError, Unavailable
from shared.store import AWAY

REFUSED: Final = (LotseError, *AWAY)
"""Errors after which the typed text stays on the page."""

NOT_YET: Final = (
    "Das ist noch nicht bei uns: Gerade geht es nicht. Was Sie geschrieben haben, steht noch hier. "
    "Bitte senden Sie es gleich noch einmal ab."
)

NOT_NOW: Final = "Das geht gerade nicht."
"""Sentence for a choice; the page itself says what became of it."""


def refusal(error: Exception, away: str = NOT_YET) -> LotseError:
    """Returns one of REFUSED as a page shows it; `away`: the sentence while a store is away."""
    return error if isinstance(error, LotseError) else Unavailable(sentence=away)
