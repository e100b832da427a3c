"""The same attempt twice is one concern; the same key with another body is refused."""

from datetime import timedelta
from typing import Final

from services.intake.domain.ids import CaseId, ContactId
from shared.errors import Conflict
from shared.state import State

ATTEMPT: Final = r"^[A-Za-z0-9_-]{22,128}$"
"""What names one: random for each page that is opened, and a channel's Idempotency-Key."""

REMEMBERED: Final = timedelta(hours=24)


class Acceptance(State):
    """`id` and `body` are keyed hashes."""

    id: str
    body: str
    contact_id: ContactId
    case_id: CaseId | None


def same(earlier: Acceptance, body: str) -> Acceptance:
    """Raises Conflict where the body is another."""
    if earlier.body != body:
        raise Conflict(
            "reused-idempotency-key",
            "Unter diesem Schlüssel ist schon eine andere Meldung angekommen. Sie liegt uns vor.",
        )
    return earlier
