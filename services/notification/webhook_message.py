"""What a partner's system is told, signed as Standard Webhooks 1.0 says: that there is something, and under which
reference. Nothing of a person, no link and no secret."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from standardwebhooks import Webhook as Signer

from services.notification.domain.delivery import Rule

TYPES: Final[Mapping[Rule, str]] = {
    "referral_sent": "referral.offered",
    "deadline_near": "referral.reminded",
    "referral_overdue": "referral.overdue",
    "referral_recalled": "referral.recalled",
    "referral_informed": "referral.informed",
}
"""What a system needs no message for is not here: it reads by its token, and no link of its own ends."""

PING: Final = "ping"


@dataclass(frozen=True)
class WebhookMessage:
    """`id` is the same at every try, and so are all bytes of the body."""

    id: str
    type: str
    reference: str | None = None

    def body(self) -> bytes:
        """`reference` is the one by which the partner reads the referral at the interface."""
        data = {"reference": self.reference} if self.reference else {}
        said = {"type": self.type, "id": self.id, "data": data}
        return json.dumps(said, separators=(",", ":")).encode()


def headers(message: WebhookMessage, secrets: Sequence[bytes], now: datetime) -> dict[str, str]:
    """One signature `v1` by each secret, the newest first; `now` in UTC is the time of this try."""
    body = message.body().decode()
    signatures = [Signer(secret).sign(message.id, now, body) for secret in secrets]
    return {
        "webhook-id": message.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
        "Content-Type": "application/json",
        "User-Agent": "lotse-webhook/1",
    }
