"""Whom to tell of what: a person at most once in 24 hours, because the mail only says that there is something."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Audience = Literal["person", "partner"]
Rule = Literal["consent_asked", "desk_answered", "referral_accepted", "referral_declined", "referral_sent"]
State = Literal["owed", "waiting", "sent", "failed", "suppressed"]
"""`owed`: nobody has said yet how the person is reached."""
Verdict = Literal["tell", "suppress", "owe"]

QUIET: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Delivery:
    """One mail that was asked for. `key` is the case, or the contact while there is no case; `at` its last change."""

    dispatch_id: str
    key: str
    audience: Audience
    rule: Rule
    state: State
    at: datetime
    case_id: str | None = None
    contact_id: str | None = None
    referral_id: str | None = None


def dispatch_id(event_id: str, rule: Rule, audience: Audience) -> str:
    """The same event never makes a second mail, also after a restore."""
    return str(uuid.uuid5(uuid.UUID(event_id), f"{rule}/{audience}"))


def decide(has_safe_contact: bool, last: Delivery | None, now: datetime) -> Verdict:
    """`last` is the latest mail to this person that waits or was sent."""
    if not has_safe_contact:
        return "owe"
    if last is None:
        return "tell"
    return "suppress" if last.state == "waiting" or now - last.at < QUIET else "tell"


def is_still_owed(owed: Delivery, now: datetime) -> bool:
    """The safe contact travels on another topic than the facts and may come after them; it brings up no old ones."""
    return now - owed.at < QUIET
