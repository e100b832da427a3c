"""Who is notified of what: a person at most once in 24 hours, because a mail only says that there is something new."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from shared.state import Fact, State

Audience = Literal["person", "partner"]
Rule = Literal["consent_asked", "desk_answered", "referral_accepted", "referral_declined", "referral_sent"]
Progress = Literal["owed", "waiting", "sent", "failed", "suppressed"]
"""`owed`: nobody has said yet how the person is reached; `waiting`: the mail was requested."""
Outcome = Literal["sent", "failed", "suppressed"]

QUIET: Final = timedelta(hours=24)
"""Between two mails to the same person, and how long a notice is owed."""


class Delivery(State):
    """One mail that may be due. `key` is the case, or the contact while there is no case; `at` its last change."""

    id: str
    key: str
    audience: Audience
    rule: Rule
    state: Progress
    at: datetime
    case_id: str | None = None
    contact_id: str | None = None
    referral_id: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """Under which a safe contact may be known, the case first."""
        return tuple(key for key in (self.case_id, self.contact_id) if key is not None)


class DeliveryOwed(Fact[Delivery]):
    """Nobody is notified yet: how the person is reached is not known."""


class MailRequested(Fact[Delivery]):
    """A mail is to be sent."""


class DeliverySent(Fact[Delivery]):
    """The mail server took it."""


class DeliveryFailed(Fact[Delivery]):
    """It will never arrive."""


class DeliverySuppressed(Fact[Delivery]):
    """No mail leaves: another one is enough, or the person is not to be written to."""


DeliveryEnd = DeliverySent | DeliveryFailed | DeliverySuppressed
Notice = DeliveryOwed | MailRequested | DeliverySuppressed


@dataclass(frozen=True)
class Occasion:
    """The event to notify somebody of. It belongs to a case, or to a contact while there is no case."""

    event_id: str
    rule: Rule
    case_id: str | None = None
    contact_id: str | None = None
    referral_id: str | None = None


def dispatch_id(event_id: str, rule: Rule, audience: Audience) -> str:
    """The same for the same event, so that it never makes a second mail, also after a restore."""
    return str(uuid.uuid5(uuid.UUID(event_id), f"{rule}/{audience}"))


def owe(occasion: Occasion, audience: Audience, now: datetime) -> DeliveryOwed:
    """Requires the id of a case or of a contact."""
    key = occasion.case_id or occasion.contact_id
    assert key is not None
    return DeliveryOwed(
        Delivery(
            id=dispatch_id(occasion.event_id, occasion.rule, audience),
            key=key,
            audience=audience,
            rule=occasion.rule,
            state="owed",
            at=now,
            case_id=occasion.case_id,
            contact_id=occasion.contact_id,
            referral_id=occasion.referral_id,
        )
    )


def request(delivery: Delivery) -> MailRequested:
    return MailRequested(delivery.model_copy(update={"state": "waiting"}))


def decide(owed: Delivery, has_safe_contact: bool, last: Delivery | None, now: datetime) -> Notice:
    """`last` is the latest mail to this person that waits or was sent."""
    pending = owed.model_copy(update={"at": now})
    if not has_safe_contact:
        return DeliveryOwed(pending)
    if last is not None and (last.state == "waiting" or now - last.at < QUIET):
        return DeliverySuppressed(pending.model_copy(update={"state": "suppressed"}))
    return request(pending)


def is_still_owed(owed: Delivery, now: datetime) -> bool:
    """For a day: the safe contact has a topic of its own and may come after the event, but brings up no old ones."""
    return now - owed.at < QUIET


def end(delivery: Delivery, outcome: Outcome, now: datetime) -> DeliveryEnd:
    """What became of a requested mail."""
    ended = delivery.model_copy(update={"state": outcome, "at": now})
    facts: dict[Outcome, type[DeliveryEnd]] = {
        "sent": DeliverySent,
        "failed": DeliveryFailed,
        "suppressed": DeliverySuppressed,
    }
    return facts[outcome](ended)
