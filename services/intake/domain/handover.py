"""What may be passed on to one partner: asked item by item, decided by the person alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from services.intake.domain.case import Case, Partner, refuse_closed
from services.intake.domain.ids import CaseId, HandoverId, ReferralId
from services.intake.domain.thread import Sealed
from shared.contracts.vocabulary import ConsentHow, ConsentItem, ReferralKind
from shared.errors import Conflict, Invalid
from shared.state import Fact, State

Decision = Literal["given", "refused", "withdrawn"]
Standing = Literal["asked", "given", "refused", "withdrawn", "lapsed"]

TEXT_VERSION: Final = "2026-11"
"""Names the wording of the consent page that the person saw."""

POSSIBLE: Final[dict[Standing, tuple[Decision, ...]]] = {
    "asked": ("given", "refused"),
    "given": ("withdrawn",),
    "refused": (),
    "withdrawn": (),
    "lapsed": (),
}


class Handover(State):
    id: HandoverId
    case_id: CaseId
    partner: Partner
    kind: ReferralKind
    items: tuple[ConsentItem, ...]
    sealed: Sealed
    """The text of every item."""
    asked_at: datetime
    replaces: ReferralId | None = None
    text_version: str = TEXT_VERSION
    lapsed: bool = False
    """The case was closed before the person decided."""


class Consent(State):
    """One decision of the person; never changed, only followed by another."""

    id: str
    handover_id: HandoverId
    case_id: CaseId
    decision: Decision
    how: ConsentHow
    at: datetime


class Asked(Fact[Handover]):
    pass


@dataclass(frozen=True)
class Decided(Fact[Consent]):
    handover: Handover


def ask(
    handover_id: HandoverId,
    case: Case,
    partner: Partner,
    *,
    kind: ReferralKind,
    items: Sequence[ConsentItem],
    sealed: Sealed,
    replaces: ReferralId | None,
    now: datetime,
) -> Asked:
    refuse_closed(case)
    if not items:
        raise Invalid("wrong-value", "Bitte kreuzen Sie mindestens eine Angabe an, die weitergegeben werden soll.")
    return Asked(
        Handover(
            id=handover_id,
            case_id=case.id,
            partner=partner,
            kind=kind,
            items=tuple(items),
            sealed=sealed,
            replaces=replaces,
            asked_at=now,
        )
    )


def standing(handover: Handover, consents: Sequence[Consent]) -> Standing:
    decisions = [consent.decision for consent in consents if consent.handover_id == handover.id]
    if "withdrawn" in decisions:
        return "withdrawn"
    if decisions:
        return decisions[0]
    return "lapsed" if handover.lapsed else "asked"


def decide(
    handover: Handover,
    consents: Sequence[Consent],
    decision: Decision,
    *,
    consent_id: str,
    how: ConsentHow,
    at: datetime,
) -> Decided | None:
    """Saying the same again is nothing new."""
    stands = standing(handover, consents)
    if stands == decision:
        return None
    if decision not in POSSIBLE[stands]:
        raise Conflict("not-in-this-state", "Über diese Weitergabe wurde schon entschieden.")
    made = Consent(id=consent_id, handover_id=handover.id, case_id=handover.case_id, decision=decision, how=how, at=at)
    return Decided(made, handover)


def lapse(handover: Handover) -> Fact[Handover]:
    return Fact(handover.model_copy(update={"lapsed": True}))
