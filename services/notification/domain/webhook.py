"""A partner's own system that is told of news: its address, the secrets by which it knows us, and its state.

The pauses after failures are the system's, not the message's: a thousand messages for one that is down are one try.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from services.notification.domain.retry_schedule import pause
from shared.errors import Conflict
from shared.state import State

WebhookOutcome = Literal["delivered", "gone", "refused", "redirected", "too_slow", "unreachable", "tls", "forbidden"]
"""The outcome of a try. `forbidden`: nothing may be sent to its address at that moment."""
BOTH_VALID: Final = timedelta(days=7)
"""The time for which the old secret signs beside the new one."""
SHOWN: Final = timedelta(hours=1)
"""The time for which a new secret can be read on the page."""
CLAIMED: Final = timedelta(seconds=30)
"""The time for which one message tries a system that failed, while the others wait.

It is longer than a try may take.
"""


class SigningSecret(BaseModel):
    """A secret and the key pair beside it.

    `box`: the secret, sealed for this service; `key_box`: the private key, sealed as well, which an older secret lacks.
    `until`: when a secret that was replaced ends.
    """

    model_config = ConfigDict(frozen=True)

    box: str
    made: datetime
    until: datetime | None = None
    key_box: str | None = None


class Webhook(State):
    """A partner's system. `id` is the partner's; `secrets` are in order, the newest first.

    `next_try`: nothing is sent before that time, after a failure.
    """

    id: str
    address: str
    secrets: tuple[SigningSecret, ...]
    stopped: Literal["gone", "by_staff"] | None = None
    failures: int = 0
    failing_since: datetime | None = None
    next_try: datetime | None = None
    tried_at: datetime | None = None
    outcome: WebhookOutcome | None = None

    def valid(self, now: datetime) -> list[SigningSecret]:
        """Returns all secrets by which the system may know us now."""
        return [each for each in self.secrets if each.until is None or each.until > now]

    def rests(self, now: datetime) -> bool:
        return self.next_try is not None and self.next_try > now


def set_up(known: Webhook | None, partner_id: str, address: str, first: SigningSecret) -> Webhook:
    """Sets up a system with the `first` secret, or at another address with those that it has.

    Earlier failures count no more.
    """
    secrets = known.secrets if known else (first,)
    return Webhook(id=partner_id, address=address, secrets=secrets)


def rotate(webhook: Webhook, new: SigningSecret) -> Webhook:
    """Replaces the secret; the last one ends after BOTH_VALID, and the one before it at once.

    Raises Conflict within an hour of the last.
    """
    newest = webhook.secrets[0]
    if new.made - newest.made < SHOWN:
        raise Conflict("not-in-this-state", "Das Geheimnis ist erst vor weniger als einer Stunde entstanden.")
    before = newest.model_copy(update={"until": new.made + BOTH_VALID})
    return webhook.model_copy(update={"secrets": (new, before)})


def stop(webhook: Webhook) -> Webhook:
    return webhook.model_copy(update={"stopped": "by_staff"})


def resume(webhook: Webhook) -> Webhook:
    return webhook.model_copy(update={"stopped": None, **NO_FAILURE})


def claim(webhook: Webhook, now: datetime) -> Webhook:
    """Claims the system for the one message that is sent now, while the system fails."""
    return webhook.model_copy(update={"next_try": now + CLAIMED}) if webhook.failures else webhook


def note(webhook: Webhook, outcome: WebhookOutcome, seen: int, now: datetime) -> Webhook:
    """Notes the outcome of a try. `seen`: the system's failures when the try began.

    Of tries at the same time one failure is counted.
    """
    tried = webhook.model_copy(update={"tried_at": now, "outcome": outcome})
    if outcome == "delivered":
        return tried.model_copy(update=NO_FAILURE)
    if outcome == "gone":
        return tried.model_copy(update={"stopped": "gone"})
    if webhook.failures != seen:
        return tried
    failures = seen + 1
    failed = {"failures": failures, "next_try": now + pause(failures, webhook.id)}
    return tried.model_copy(update={**failed, "failing_since": webhook.failing_since or now})


NO_FAILURE: Final = {"failures": 0, "failing_since": None, "next_try": None}
