"""What a page that may be sent twice needs: the name of the attempt, and what refuses it without losing the text."""

import re
import secrets
from collections.abc import Mapping
from typing import Any, Final

from services.intake.domain.acceptance import ATTEMPT
from shared.errors import LotseError, Unavailable
from shared.store import AWAY

REFUSED: Final = (LotseError, *AWAY)
"""What was typed stays on the page for all of these."""


NOT_YET: Final = (
    "Das ist noch nicht bei uns: Gerade geht es nicht. Was Sie geschrieben haben, steht noch hier. "
    "Bitte senden Sie es gleich noch einmal ab."
)


def attempt_of(sent: Mapping[str, Any]) -> str:
    """The same one for the same page, so that nothing is taken twice; a new one where there is none."""
    attempt = sent.get("attempt", "")
    return attempt if re.fullmatch(ATTEMPT, attempt) else secrets.token_urlsafe(24)


def refusal(error: Exception) -> LotseError:
    """One of REFUSED, as a page shows it."""
    return error if isinstance(error, LotseError) else Unavailable(sentence=NOT_YET)
