"""A referral to one partner: its states, the facts of its progress, and the table of acts with their transitions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, Literal, NamedTuple, get_args

from pydantic import ConfigDict, Field, field_serializer, model_validator

from shared.contracts.vocabulary import (
    ConsentItem,
    DeclineReason,
    FailReason,
    Level,
    PartnerCategory,
    Purpose,
    RecallReason,
    ReferralKind,
    ReferralOutcome,
    Urgency,
)
from shared.state import Fact, State

Stage = Literal[
    "preparing",
    "named",
    "sent",
    "delivered",
    "questioned",
    "informed",
    "waitlisted",
    "accepted",
    "declined",
    "overdue",
    "expired",
    "contacted",
    "completed",
    "failed",
    "returned",
    "recalled",
]
Answer = Literal["accept", "decline", "contact", "complete", "fail", "return"]
"""The partner's own answer, or one that the counsellor enters after a call or letter."""
LateAnswer = Literal["accept", "decline"]
"""An answer after the partner was given up, or one that differs from what a counsellor had entered for it."""
NotYet = Literal["ask", "waitlist"]
"""An answer before the decision: a question, or a day until which nobody is free."""
Act = Answer | NotYet | Literal["name", "send", "open", "reply", "mark_overdue", "expire", "recall"]
By = Literal["partner", "counsellor"]
NoticeStatus = Literal["sent", "failed"]

WAITING: Final[frozenset[Stage]] = frozenset({"sent", "delivered", "questioned", "informed", "waitlisted", "overdue"})
AT_WORK: Final[frozenset[Stage]] = frozenset({"accepted", "contacted"})
OPEN: Final[frozenset[Stage]] = WAITING | AT_WORK | {"preparing"}
READABLE: Final[frozenset[Stage]] = WAITING | AT_WORK
"""States in which the partner may read the package."""


class Referral(State):
    """A referral. The partner knows it by `reference`; the other ids do not leave the contact point."""

    model_config = ConfigDict(populate_by_name=True)

    referral_id: str
    case_id: str
    handover_id: str
    partner_id: str
    partner_category: PartnerCategory
    level: Level
    reference: str
    kind: ReferralKind
    urgency: Urgency
    items: tuple[ConsentItem, ...]
    replaces: str | None
    purpose: Purpose = Purpose.COUNSELLING
    """The case's purpose when the person agreed; it stays, whatever the case becomes."""
    state: Stage
    changed_at: datetime
    sent_at: datetime | None = None
    respond_by: datetime | None = None
    link_until: datetime | None = None
    link_renewed_at: datetime | None = None
    """Time at which a new link was last asked for, on the page of an ended one."""
    reason: str | None = Field(default=None, alias="said")
    """Reason or outcome of the last act, from its vocabulary in REASONS; stored as `said`."""
    by: By | None = None
    waitlist_until: date | None = None
    """The day until which the partner has nobody free, as it said; it is asked to answer by the end of that day."""
    late: LateAnswer | None = None
    """The answer after it was given up, or against the one entered for the partner; `by` says who gave it."""
    notice_status: NoticeStatus | None = Field(default=None, alias="told")
    """Whether the mail to the partner was sent or failed; stored as `told`."""

    @model_validator(mode="before")
    @classmethod
    def _cold_ones_were_named(cls, stored: Any) -> Any:
        """Reads a cold referral that an earlier release stored as `sent` as `named`: nobody was asked for an answer."""
        if isinstance(stored, dict) and stored.get("kind") == ReferralKind.COLD and stored.get("state") == "sent":
            return stored | {"state": "named"}
        return stored

    @field_serializer("waitlist_until")
    def _day(self, day: date | None) -> str | None:
        return day.isoformat() if day else None

    @property
    def is_known(self) -> bool:
        """Whether anybody but us learnt of it: the partner, or the person where it is cold."""
        return self.sent_at is not None or self.state == "named"

    @property
    def is_undecided(self) -> bool:
        """Whether the partner has still to say if it helps."""
        return self.state in WAITING | {"preparing"}

    @property
    def is_asked(self) -> bool:
        """Whether it is the partner's turn: not where it has decided, or waits for our reply."""
        return self.state in WAITING - {"questioned"}

    def is_late(self, now: datetime) -> bool:
        """Whether the partner's answer is late."""
        is_over = self.respond_by is not None and self.respond_by < now
        return self.state == "overdue" or (is_over and self.is_asked)

    @property
    def is_for_prevention(self) -> bool:
        """Whether nothing happened to the person: the partner is told of no act."""
        return self.purpose is Purpose.PREVENTION

    @property
    def outcome(self) -> str | None:
        """The end of the help, once it is completed."""
        return self.reason if self.state == "completed" else None


class ReferralPrepared(Fact[Referral]):
    pass


class ReferralNamed(Fact[Referral]):
    """The person was told how to reach the partner, which is told nothing."""


class ReferralSent(Fact[Referral]):
    pass


class ReferralDelivered(Fact[Referral]):
    pass


class ReferralQuestioned(Fact[Referral]):
    """The partner cannot decide yet: it waits for our reply."""


class ReferralInformed(Fact[Referral]):
    """The partner's question is answered, and it is asked to decide once more."""


class ReferralWaitlisted(Fact[Referral]):
    """The partner has nobody free until a day, and decides by then."""


class ReferralAccepted(Fact[Referral]):
    pass


class ReferralDeclined(Fact[Referral]):
    pass


class ReferralOverdue(Fact[Referral]):
    pass


class ReferralExpired(Fact[Referral]):
    pass


class ReferralAnsweredLate(Fact[Referral]):
    """The partner answered late; the state stays, and somebody at the desk decides what follows."""


class ReferralContacted(Fact[Referral]):
    pass


class ReferralCompleted(Fact[Referral]):
    pass


class ReferralFailed(Fact[Referral]):
    pass


class ReferralReturned(Fact[Referral]):
    pass


class ReferralRecalled(Fact[Referral]):
    pass


class NoticeNoted(Fact[Referral]):
    pass


class ReferralLinkRenewed(Fact[Referral]):
    """Another link is mailed to the partner; the state stays."""


Step = (
    ReferralNamed
    | ReferralSent
    | ReferralDelivered
    | ReferralQuestioned
    | ReferralInformed
    | ReferralWaitlisted
    | ReferralAccepted
    | ReferralDeclined
    | ReferralOverdue
    | ReferralExpired
    | ReferralAnsweredLate
    | ReferralContacted
    | ReferralCompleted
    | ReferralFailed
    | ReferralReturned
    | ReferralRecalled
)


class Transition(NamedTuple):
    before: frozenset[Stage]
    after: Stage
    fact: type[Step]


TRANSITIONS: Final[dict[Act, Transition]] = {
    "name": Transition(frozenset({"preparing"}), "named", ReferralNamed),
    "send": Transition(frozenset({"preparing"}), "sent", ReferralSent),
    "open": Transition(frozenset({"sent"}), "delivered", ReferralDelivered),
    "ask": Transition(WAITING - {"questioned"}, "questioned", ReferralQuestioned),
    "reply": Transition(frozenset({"questioned"}), "informed", ReferralInformed),
    "waitlist": Transition(WAITING - {"questioned"}, "waitlisted", ReferralWaitlisted),
    "accept": Transition(WAITING, "accepted", ReferralAccepted),
    "decline": Transition(WAITING, "declined", ReferralDeclined),
    "mark_overdue": Transition(WAITING - {"questioned", "overdue"}, "overdue", ReferralOverdue),
    "expire": Transition(frozenset({"overdue"}), "expired", ReferralExpired),
    "contact": Transition(frozenset({"accepted"}), "contacted", ReferralContacted),
    "complete": Transition(AT_WORK, "completed", ReferralCompleted),
    "fail": Transition(AT_WORK, "failed", ReferralFailed),
    "return": Transition(AT_WORK, "returned", ReferralReturned),
    "recall": Transition(OPEN, "recalled", ReferralRecalled),
}
ANSWERED: Final[frozenset[Stage]] = frozenset(TRANSITIONS[act].after for act in (*get_args(Answer), *get_args(NotYet)))
"""States to which an answer of the partner leads, its own or one that was entered for it."""
REASONS: Final[dict[Act, type[StrEnum]]] = {
    "decline": DeclineReason,
    "return": DeclineReason,
    "fail": FailReason,
    "complete": ReferralOutcome,
    "recall": RecallReason,
}
"""Acts that are refused without a reason or outcome, and the words to choose it from."""


def note_notice(referral: Referral, status: NoticeStatus, *, is_mail: bool = True) -> NoticeNoted | None:
    """Notes the status; None where the mail was sent and only the partner's system did not take the message."""
    if not is_mail and (status, referral.notice_status) == ("failed", "sent"):
        return None
    return NoticeNoted(referral.model_copy(update={"notice_status": status}))
