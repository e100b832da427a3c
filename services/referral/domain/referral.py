"""A referral to one partner: its states, the facts of its progress, and which act leads from which state to which."""

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
"""From the partner itself, or entered by the counsellor after a call or letter."""
LateAnswer = Literal["accept", "decline"]
"""Of a partner that nobody waited for any longer, or for which a counsellor had entered something else."""
NotYet = Literal["ask", "waitlist"]
"""Before it decides: with a question of its own, or a day."""
Act = Answer | NotYet | Literal["name", "send", "open", "reply", "mark_overdue", "expire", "recall"]
By = Literal["partner", "counsellor"]
NoticeStatus = Literal["sent", "failed"]

WAITING: Final[frozenset[Stage]] = frozenset({"sent", "delivered", "questioned", "informed", "waitlisted", "overdue"})
AT_WORK: Final[frozenset[Stage]] = frozenset({"accepted", "contacted"})
OPEN: Final[frozenset[Stage]] = WAITING | AT_WORK | {"preparing"}
READABLE: Final[frozenset[Stage]] = WAITING | AT_WORK
"""While the partner may read the package."""


class Referral(State):
    """`reference` is what the partner knows it by; the other ids do not leave the contact point."""

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
    """Of the case when the person agreed; it stays, whatever that becomes."""
    state: Stage
    changed_at: datetime
    sent_at: datetime | None = None
    respond_by: datetime | None = None
    link_until: datetime | None = None
    link_renewed_at: datetime | None = None
    """When a new link was asked for last, at the page of one that had ended."""
    reason: str | None = Field(default=None, alias="said")
    """Of the last act, from its vocabulary in REASONS; stored as `said`."""
    by: By | None = None
    waitlist_until: date | None = None
    """The day until which the partner has nobody free, as it said; it is asked to answer by the end of that day."""
    late: LateAnswer | None = None
    """What the partner answered after it was given up, or otherwise than it was entered for it; `by` who said so."""
    notice_status: NoticeStatus | None = Field(default=None, alias="told")
    """What became of the mail to the partner; stored as `told`."""

    @model_validator(mode="before")
    @classmethod
    def _cold_ones_were_named(cls, stored: Any) -> Any:
        """A release before `named` stored a cold one as sent, and waited for an answer that nobody was asked for."""
        if isinstance(stored, dict) and stored.get("kind") == ReferralKind.COLD and stored.get("state") == "sent":
            return stored | {"state": "named"}
        return stored

    @field_serializer("waitlist_until")
    def _day(self, day: date | None) -> str | None:
        return day.isoformat() if day else None

    @property
    def is_known(self) -> bool:
        """Whether anybody but us learnt of it: the partner, or for a cold one the person."""
        return self.sent_at is not None or self.state == "named"

    @property
    def is_undecided(self) -> bool:
        """Whether the partner has still to say if it helps."""
        return self.state in WAITING | {"preparing"}

    @property
    def is_asked(self) -> bool:
        """Whether it is the partner's turn: not where it decided, or waits for our reply."""
        return self.state in WAITING - {"questioned"}

    def is_late(self, now: datetime) -> bool:
        """Whether the partner is."""
        is_over = self.respond_by is not None and self.respond_by < now
        return self.state == "overdue" or (is_over and self.is_asked)

    @property
    def is_for_prevention(self) -> bool:
        """Nothing happened to the person: the partner is told of no act."""
        return self.purpose is Purpose.PREVENTION

    @property
    def outcome(self) -> str | None:
        """How it was completed."""
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
    """The partner cannot decide yet: it is waiting for us, not we for it."""


class ReferralInformed(Fact[Referral]):
    """Its question is answered, and it is asked to decide once more."""


class ReferralWaitlisted(Fact[Referral]):
    """It has nobody free until a day, and decides by then."""


class ReferralAccepted(Fact[Referral]):
    pass


class ReferralDeclined(Fact[Referral]):
    pass


class ReferralOverdue(Fact[Referral]):
    pass


class ReferralExpired(Fact[Referral]):
    pass


class ReferralAnsweredLate(Fact[Referral]):
    """Its state stays; somebody decides what follows."""


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
    """The partner is mailed another link to it; its state is as before."""


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
"""To which an answer of the partner leads, its own or one that was entered for it."""
REASONS: Final[dict[Act, type[StrEnum]]] = {
    "decline": DeclineReason,
    "return": DeclineReason,
    "fail": FailReason,
    "complete": ReferralOutcome,
    "recall": RecallReason,
}
"""The acts that are refused without a reason or outcome, and the words to choose it from."""


def note_notice(referral: Referral, status: NoticeStatus, *, is_mail: bool = True) -> NoticeNoted | None:
    """None where the desk has its mail and only its system did not take the message."""
    if not is_mail and (status, referral.notice_status) == ("failed", "sent"):
        return None
    return NoticeNoted(referral.model_copy(update={"notice_status": status}))
