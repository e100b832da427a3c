"""What refuses a page without losing the text on it."""

from typing import Final

from shared.errors import LotseError, Unavailable
from shared.store import AWAY

REFUSED: Final = (LotseError, *AWAY)
"""What was typed stays on the page for all of these."""

NOT_YET: Final = (
    "Das ist noch nicht bei uns: Gerade geht es nicht. Was Sie geschrieben haben, steht noch hier. "
    "Bitte senden Sie es gleich noch einmal ab."
)

NOT_NOW: Final = "Das geht gerade nicht."
"""Where something was chosen, and the page itself says what became of it."""


def refusal(error: Exception, away: str = NOT_YET) -> LotseError:
    """One of REFUSED, as a page shows it; `away` is said while a store is."""
    return error if isinstance(error, LotseError) else Unavailable(sentence=away)
