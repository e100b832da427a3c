"""One notice to a person or a partner: its occasion, its progress, and what became of it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from shared.state import Fact, State

Audience = Literal["person", "partner"]
Way = Literal["mail", "sms", "webhook"]
Rule = Literal[
    "consent_asked",
    "consent_corrected",
    "desk_answered",
    "referral_accepted",
    "referral_declined",
    "referral_sent",
    "deadline_near",
    "deadline_reminder",
    "referral_overdue",
    "referral_recalled",
    "referral_informed",
    "additions_changed",
    "arrangement_offered",
    "arrangement_answered",
    "link_renewed",
    "entry_test",
    "entry_due",
    "capacity_asked",
]
OF_AN_ENTRY: Final[tuple[Rule, ...]] = ("entry_test", "entry_due")
"""The rules about a partner's entry of the directory: their notices belong to no case."""
Progress = Literal["owed", "waiting", "sent", "failed", "suppressed"]
"""`owed`: nobody has said yet how the person is reached; `waiting`: the mail was requested."""
Hold = Literal["once_a_day", "allowed_hours", "daytime"]
Obstacle = Literal[
    "nothing_new",
    "no_safe_contact",
    "not_wished",
    "by_phone_only",
    "unreadable_times",
    "outside_hours_too_long",
]

Cause = Literal["no_mailbox", "no_domain", "mailbox_full", "mailbox_closed", "refused", "not_yet"]
"""The reason that a mail server's code gives for a mail that came back. `not_yet`: it has not given up."""


class Delivery(State):
    """One notice that may be due to a person or a partner."""

    id: str
    key: str
    """The case, the contact while there is no case, or the partner whose entry a mail is about."""
    audience: Audience
    rule: Rule
    """The rule of the notice table, which names its occasion and its text."""
    state: Progress
    at: datetime
    """The time of the last change of `state`."""
    case_id: str | None = None
    contact_id: str | None = None
    referral_id: str | None = None
    partner_id: str | None = None
    """The partner that it goes to."""
    handover_id: str | None = None
    inquiry_id: str | None = None
    """The capacity inquiry that it is about."""
    due: datetime | None = None
    """The time until which it waits."""
    reason: Hold | Obstacle | None = None
    """The rule by which it waits, or by which it did not leave."""
    notice: str | None = None
    """The id of the delivery whose mail or SMS it leaves with; absent until that claims it.

    A partner's notice leaves by itself: it has its own id from when its sending began, and may have left since.
    """
    way: Way = "mail"
    """The way by which it leaves; a person's is the one that they allowed when it was looked at."""
    tries: int = 0
    """Number of times that the partner's system did not take it."""
    repeats: int = 0
    """Number of times that somebody had it sent once more after it had failed."""
    arrived: bool = False
    """Whether the phone has the SMS, as its provider reports."""
    recipients: int = 1
    """Number of recipients for whom the mail server took it."""
    reached: tuple[str, ...] = ()
    """Marks of these recipients, where it is a partner's."""
    awaited: tuple[str, ...] = ()
    """Marks of the recipients for whom the mail server hesitates."""
    returned: tuple[str, ...] = ()
    """Marks of the recipients whose own server gave up."""
    delayed: bool = False
    """Whether a mail server said that it takes longer."""
    doubted: bool = False
    """Whether a mail server sent it back without a report."""
    cause: Cause | None = None
    """The meaning of the code among a returned mail's words, the last time that there was one."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys under which a safe contact may be known, the case first."""
        return tuple(key for key in (self.case_id, self.contact_id) if key is not None)

    @property
    def reference(self) -> str:
        """The name of one sending: another one for each repetition that somebody asked for.

        A provider takes the same one only once, and a report of the first sending does not end the second.
        """
        return f"{self.id}.{self.repeats}" if self.repeats else self.id


class DeliveryOwed(Fact[Delivery]):
    """Nobody is notified yet: how the person is reached is not known."""


class MailRequested(Fact[Delivery]):
    """A mail or SMS is to be sent, or a partner's system told."""


class DeliveryPostponed(Fact[Delivery]):
    """A mail or SMS is to be sent later."""


class DeliverySent(Fact[Delivery]):
    """The mail server, the SMS provider or the partner's system took the notice."""


class DeliveryFailed(Fact[Delivery]):
    """The notice will never arrive."""


class DeliveryDoubted(Fact[Delivery]):
    """The mail came back, and whether anybody has it is not known."""


class DeliverySuppressed(Fact[Delivery]):
    """No mail or SMS leaves: there is nothing new any more, or the person is not to be written to."""


DeliveryEnd = DeliverySent | DeliveryFailed | DeliverySuppressed
Notice = DeliveryOwed | MailRequested | DeliveryPostponed


@dataclass(frozen=True)
class Occasion:
    """The event to notify somebody of. It belongs to a case, to a contact while there is no case, or to an entry."""

    event_id: str
    rule: Rule
    case_id: str | None = None
    contact_id: str | None = None
    referral_id: str | None = None
    partner_id: str | None = None
    handover_id: str | None = None
    inquiry_id: str | None = None


def delivery_id_of(event_id: str, rule: Rule, audience: Audience, way: Way = "mail") -> str:
    """Returns the id of a delivery: the same for the same event, rule, audience and way.

    So an event never makes a second notice, also after a restore.
    """
    name = f"{rule}/{audience}" if way == "mail" else f"{rule}/{audience}/{way}"
    return str(uuid.uuid5(uuid.UUID(event_id), name))


def owe(occasion: Occasion, audience: Audience, now: datetime, way: Way = "mail") -> DeliveryOwed:
    """Returns the notice of an occasion as owed.

    Requires the id of a case, of a contact, or of the partner whose entry it is about.
    """
    key = occasion.case_id or occasion.contact_id or occasion.partner_id
    assert key is not None
    return DeliveryOwed(
        Delivery(
            id=delivery_id_of(occasion.event_id, occasion.rule, audience, way),
            key=key,
            audience=audience,
            rule=occasion.rule,
            state="owed",
            at=now,
            case_id=occasion.case_id,
            contact_id=occasion.contact_id,
            referral_id=occasion.referral_id,
            partner_id=occasion.partner_id if audience == "partner" else None,
            handover_id=occasion.handover_id,
            inquiry_id=occasion.inquiry_id,
            way=way,
        )
    )
