"""A partner's own system that is told of news: where it is, by which secrets it knows us, and how it stands with it.

The pauses after failures are the system's, not the message's: a thousand messages for one that is down are one try.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from services.notification.domain.retry_schedule import pause
from shared.errors import Conflict
from shared.state import State

Outcome = Literal["delivered", "gone", "refused", "redirected", "too_slow", "unreachable", "tls", "forbidden"]
"""`forbidden`: its address is none that something may be sent to, at that moment."""
BOTH_VALID: Final = timedelta(days=7)
"""How long the old secret signs beside the new one."""
SHOWN: Final = timedelta(hours=1)
"""How long a new secret can be read on the page."""
CLAIMED: Final = timedelta(seconds=30)
"""While one message tries a system that failed, the others wait; longer than a try may take."""


class SigningSecret(BaseModel):
    """`box`: sealed for this service, as is `key_box`, the private key beside it, which an older secret lacks.

    `until`: of one that was replaced, when it ends.
    """

    model_config = ConfigDict(frozen=True)

    box: str
    made: datetime
    until: datetime | None = None
    key_box: str | None = None


class Webhook(State):
    """`id` is the partner's; `secrets` the newest first. `next_try`: before that nothing is sent after a failure."""

    id: str
    address: str
    secrets: tuple[SigningSecret, ...]
    stopped: Literal["gone", "by_staff"] | None = None
    failures: int = 0
    failing_since: datetime | None = None
    next_try: datetime | None = None
    tried_at: datetime | None = None
    outcome: Outcome | None = None

    def valid(self, now: datetime) -> list[SigningSecret]:
        """All by which it may know us now."""
        return [each for each in self.secrets if each.until is None or each.until > now]

    def rests(self, now: datetime) -> bool:
        return self.next_try is not None and self.next_try > now


def set_up(known: Webhook | None, partner_id: str, address: str, first: SigningSecret) -> Webhook:
    """With the `first` secret, or at another address with those that it has; what failed before counts no more."""
    secrets = known.secrets if known else (first,)
    return Webhook(id=partner_id, address=address, secrets=secrets)


def rotate(webhook: Webhook, new: SigningSecret) -> Webhook:
    """Two at most are valid: the one before the last ends at once. Raises Conflict within an hour of the last."""
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
    """By the one message that is sent now, while the system fails."""
    return webhook.model_copy(update={"next_try": now + CLAIMED}) if webhook.failures else webhook


def note(webhook: Webhook, outcome: Outcome, seen: int, now: datetime) -> Webhook:
    """`seen`: its failures when this try began. Of tries at the same time one failure is counted."""
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
