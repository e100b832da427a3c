"""Accepted concerns: the same attempt twice is one concern, and its key with another body is refused."""

import hmac
from datetime import timedelta
from typing import Final

from services.intake.domain.ids import CaseId, ContactId
from shared.errors import Conflict
from shared.state import State

ATTEMPT: Final = r"^[A-Za-z0-9_-]{22,128}$"
"""Pattern of the key that names an attempt: random for each opened page, or the Idempotency-Key of a channel."""

REMEMBERED: Final = timedelta(hours=24)


class Acceptance(State):
    """The accepted concern of an attempt. `id` and `body` are keyed hashes of the attempt and of the submitted body."""

    id: str
    body: str
    contact_id: ContactId
    case_id: CaseId | None


def refuse_another_body(earlier: str | None, body: str) -> None:
    """Raises Conflict if the first body under the same attempt was a different one."""
    if earlier != body:
        raise Conflict(
            "reused-idempotency-key",
            "Unter diesem Schlüssel ist schon eine andere Meldung angekommen. Sie liegt uns vor.",
        )


def keyed_hashes(pepper: bytes, body: str, idempotency_key: str, issuer: str) -> tuple[str, str]:
    """Returns the keyed hashes by which the same attempt and the same body are recognised."""
    attempt = keyed(pepper, "attempt", issuer, idempotency_key)
    return attempt, keyed(pepper, "body", attempt, body)


def keyed(pepper: bytes, *parts: str) -> str:
    """Returns a hash from which nothing can be learned without the pepper."""
    return hmac.digest(pepper, "\x1f".join(parts).encode(), "sha256").hex()
