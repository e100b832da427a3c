"""What may be passed on to one partner: asked item by item, decided by the person alone."""

from collections.abc import Iterable, Sequence
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

ALREADY_RUNS: Final = "An diese Stelle läuft in diesem Fall schon eine Weitergabe. Bitte warten Sie ihr Ende ab."
ALREADY_AGREED: Final = "Eine Weitergabe an diese Stelle läuft schon. Eine zweite ist nicht nötig."

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
    ended: bool = False
    """The referral that it led to is over."""


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
    running: Iterable[Handover],
    now: datetime,
) -> Asked:
    """`running`: of this case, as `is_running` says. Raises Conflict where one of them is to the same partner."""
    refuse_closed(case)
    if not items:
        raise Invalid("wrong-value", "Bitte kreuzen Sie mindestens eine Angabe an, die weitergegeben werden soll.")
    if any(other.partner.id == partner.id for other in running):
        raise Conflict("not-in-this-state", ALREADY_RUNS)
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


def is_running(handover: Handover, consents: Sequence[Consent]) -> bool:
    """Whether the person is asked, or agreed and the referral that follows is not over."""
    stands = standing(handover, consents)
    return stands == "asked" or (stands == "given" and not handover.ended)


def decide(
    handover: Handover,
    consents: Sequence[Consent],
    decision: Decision,
    *,
    consent_id: str,
    how: ConsentHow,
    at: datetime,
    others: Iterable[Handover],
) -> Decided | None:
    """Saying the same again is nothing new. `others`: hand-overs of the same case, with their decisions in `consents`.

    Raises Conflict where that cannot follow, and where a hand-over to the same partner was agreed to and still runs.
    """
    stands = standing(handover, consents)
    if stands == decision:
        return None
    if decision not in POSSIBLE[stands]:
        raise Conflict("not-in-this-state", "Über diese Weitergabe wurde schon entschieden.")
    if decision == "given" and any(_is_beside(handover, other, consents) for other in others):
        raise Conflict("not-in-this-state", ALREADY_AGREED)
    made = Consent(id=consent_id, handover_id=handover.id, case_id=handover.case_id, decision=decision, how=how, at=at)
    return Decided(made, handover)


def _is_beside(handover: Handover, other: Handover, consents: Sequence[Consent]) -> bool:
    same = other.partner.id == handover.partner.id and other.id != handover.id
    return same and standing(other, consents) == "given" and is_running(other, consents)


def lapse(handover: Handover) -> Fact[Handover]:
    return Fact(handover.model_copy(update={"lapsed": True}))


def follow(handover: Handover, *, ended: bool) -> Fact[Handover]:
    """The referral that it led to began again, or is over."""
    return Fact(handover.model_copy(update={"ended": ended}))
