"""The life of one referral: which act leads from where to where."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from shared.contracts.vocabulary import (
    ConsentItem,
    DeclineReason,
    FailReason,
    Level,
    PartnerCategory,
    RecallReason,
    ReferralKind,
    ReferralOutcome,
    Urgency,
)
from shared.errors import Conflict, Invalid

State = Literal[
    "preparing",
    "sent",
    "delivered",
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
Act = Literal["send", "look", "accept", "decline", "miss", "expire", "contact", "complete", "fail", "return", "recall"]
By = Literal["partner", "counsellor"]
Told = Literal["sent", "failed"]

WAITING: Final[frozenset[State]] = frozenset({"sent", "delivered", "overdue"})
AT_WORK: Final[frozenset[State]] = frozenset({"accepted", "contacted"})
OPEN: Final[frozenset[State]] = WAITING | AT_WORK | {"preparing"}
READABLE: Final[frozenset[State]] = WAITING | AT_WORK
GRACE: Final = timedelta(days=3)

STEPS: Final[dict[Act, tuple[frozenset[State], State]]] = {
    "send": (frozenset({"preparing"}), "sent"),
    "look": (frozenset({"sent"}), "delivered"),
    "accept": (WAITING, "accepted"),
    "decline": (WAITING, "declined"),
    "miss": (frozenset({"sent", "delivered"}), "overdue"),
    "expire": (frozenset({"overdue"}), "expired"),
    "contact": (frozenset({"accepted"}), "contacted"),
    "complete": (AT_WORK, "completed"),
    "fail": (AT_WORK, "failed"),
    "return": (AT_WORK, "returned"),
    "recall": (OPEN, "recalled"),
}

SAYS_WHY: Final[dict[Act, type[StrEnum]]] = {
    "decline": DeclineReason,
    "return": DeclineReason,
    "fail": FailReason,
    "complete": ReferralOutcome,
    "recall": RecallReason,
}


@dataclass(frozen=True)
class Referral:
    """`reference` is what the partner knows it by; `said` is the reason or the outcome, as the state asks for.

    `told` is what became of the notice to the partner."""

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
    state: State
    changed_at: datetime
    sent_at: datetime | None = None
    respond_by: datetime | None = None
    link_until: datetime | None = None
    said: str | None = None
    by: By | None = None
    told: Told | None = None
    version: int = 1


def step(referral: Referral, act: Act, now: datetime, *, by: By | None = None, said: str | None = None) -> Referral:
    """The same act once more changes nothing: a retry after a lost answer is answered alike."""
    before, after = STEPS[act]
    if said not in (set(SAYS_WHY[act]) if act in SAYS_WHY else {None}):
        raise Invalid("wrong-value", "Bitte wählen Sie einen der angebotenen Gründe.")
    if referral.state == after and referral.said == said:
        return referral
    if referral.state not in before:
        raise Conflict("not-in-this-state", "Das ist beim jetzigen Stand dieser Vermittlung nicht möglich.")
    return replace(referral, state=after, changed_at=now, by=by, said=said, version=referral.version + 1)


def referral_of(handover_id: str) -> str:
    """One for each hand-over, also when a service that was put back from its backup hears of the consent again."""
    return str(uuid.uuid5(uuid.UUID(handover_id), "referral"))


def send(referral: Referral, now: datetime, respond_by: datetime) -> Referral:
    sent = step(referral, "send", now)
    return replace(sent, sent_at=now, respond_by=respond_by, link_until=respond_by + timedelta(days=60))


def look(referral: Referral, now: datetime) -> Referral:
    return step(referral, "look", now, by="partner") if referral.state == "sent" else referral


def assume(referral: Referral, version: int | None) -> None:
    if version is not None and referral.version != version:
        raise Conflict("changed-meanwhile", "Diese Vermittlung hat sich inzwischen geändert. Bitte laden Sie sie neu.")
