"""The same attempt twice is one concern; the same key with another body is refused."""

import hmac
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


def refuse_another_body(earlier: str | None, body: str) -> None:
    """Raises Conflict where what came first under the same attempt was something else."""
    if earlier != body:
        raise Conflict(
            "reused-idempotency-key",
            "Unter diesem Schlüssel ist schon eine andere Meldung angekommen. Sie liegt uns vor.",
        )


def keyed_hashes(pepper: bytes, body: str, idempotency_key: str, issuer: str) -> tuple[str, str]:
    """Under which the same attempt and the same body are recognised."""
    attempt = keyed(pepper, "attempt", issuer, idempotency_key)
    return attempt, keyed(pepper, "body", attempt, body)


def keyed(pepper: bytes, *parts: str) -> str:
    """Nothing follows from it without the pepper."""
    return hmac.digest(pepper, "\x1f".join(parts).encode(), "sha256").hex()
