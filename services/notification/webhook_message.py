"""The message to a partner's system: that there is something new, and under which reference.

It holds nothing of a person, no link and no secret. It is signed as Standard Webhooks 1.0 says.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from standardwebhooks import Webhook as Signer

from services.notification.domain.delivery import Rule

TYPES: Final[Mapping[Rule, str]] = {
    "referral_sent": "referral.offered",
    "deadline_near": "referral.reminded",
    "referral_overdue": "referral.overdue",
    "referral_recalled": "referral.recalled",
    "referral_informed": "referral.informed",
    "additions_changed": "referral.additions_changed",
    "arrangement_answered": "referral.arrangement_answered",
    "capacity_asked": "capacity.asked",
}
"""The types of messages by rule.

The other rules need no message: a system reads by its token, and no link of its own ends.
"""

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


@dataclass(frozen=True)
class Signers:
    """The secrets and keys that sign one message, each the newest first."""

    secrets: Sequence[bytes] = field(repr=False)
    keys: Sequence[Ed25519PrivateKey] = ()


def headers(message: WebhookMessage, by: Signers, now: datetime) -> dict[str, str]:
    """Returns the headers, with one signature `v1` by each secret and one `v1a` by each key.

    `now` in UTC is the time of this try.
    """
    body, seconds = message.body().decode(), str(int(now.timestamp()))
    shared = [Signer(secret).sign(message.id, now, body) for secret in by.secrets]
    public = [_signed(key, f"{message.id}.{seconds}.{body}") for key in by.keys]
    return {
        "webhook-id": message.id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join([*shared, *public]),
        "Content-Type": "application/json",
        "User-Agent": "lotse-webhook/1",
    }


def _signed(key: Ed25519PrivateKey, text: str) -> str:
    """Returns a signature `v1a`, which the library does not make."""
    return "v1a," + base64.b64encode(key.sign(text.encode())).decode()
