"""An addition to a running hand-over: asked word by word, decided by the person alone, read by one partner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from pydantic import BaseModel, ConfigDict

from services.intake.domain.arrangement import stands
from services.intake.domain.case import Case, Partner, refuse_closed
from services.intake.domain.consent import (
    ALREADY_DECIDED,
    NO_LONGER_ASKED,
    NONE_TICKED,
    NOT_ASKED_FOR,
    Choice,
    Consent,
    Decision,
    Standing,
)
from services.intake.domain.handover import NO_ITEM, Handover
from services.intake.domain.ids import AdditionId, CaseId, Counsellor, HandoverId
from services.intake.domain.thread import Sealed
from shared import duty_to_act
from shared.contracts.vocabulary import ConsentHow, ConsentItem
from shared.errors import Conflict, Invalid
from shared.state import Fact, State

TEXT_VERSION: Final = "2026-11.addition.2"
"""Names the wording of the question that the person saw."""

OVER: Final = "An diese Stelle läuft keine Weitergabe. Es ist nichts geschehen."
FOR_PREVENTION: Final = (
    "Diese Stelle liest, dass die Person uns von keiner Tat erzählt hatte. Eine Ergänzung geht deshalb nicht. Soll sie "
    "mehr erfahren, rufen Sie die Anfrage zurück und bitten Sie die Person um eine neue Weitergabe. Gefragt ist noch "
    "niemand."
)
ONE_AT_A_TIME: Final = (
    "Die Person ist schon um eine Ergänzung für diese Stelle gefragt. Bitte warten Sie ihre Antwort ab."
)
POSSIBLE: Final[dict[Standing, tuple[Decision, ...]]] = {
    "asked": ("given", "refused"),
    "given": ("withdrawn",),
    "refused": (),
    "withdrawn": (),
    "lapsed": (),
}


class AdditionDecision(BaseModel):
    """One decision of the person; never changed, only followed by another. `items`: those agreed to."""

    model_config = ConfigDict(frozen=True)

    decision: Decision
    how: ConsentHow
    at: datetime
    items: tuple[ConsentItem, ...] = ()
    noted_by: Counsellor | None = None
    """See `Consent.noted_by`."""
    mistaken_at: datetime | None = None
    """See `Consent.mistaken_at`."""


class Addition(State):
    """An addition to one hand-over; once the hand-over is withdrawn or over, nobody reads the addition any more."""

    id: AdditionId
    handover_id: HandoverId
    case_id: CaseId
    partner: Partner
    items: tuple[ConsentItem, ...]
    sealed: Sealed
    """The text of every item."""
    asked_at: datetime
    text_version: str = TEXT_VERSION
    decisions: tuple[AdditionDecision, ...] = ()
    lapsed: bool = False
    """The question was taken back, or the hand-over ended before the person decided."""

    @property
    def standing(self) -> Standing:
        if self.in_force:
            return self.in_force[-1].decision
        return "lapsed" if self.lapsed else "asked"

    @property
    def in_force(self) -> tuple[AdditionDecision, ...]:
        """The person's decisions, without those that were noted by mistake."""
        return tuple(each for each in self.decisions if each.mistaken_at is None)

    @property
    def shown_by_mistake(self) -> AdditionDecision | None:
        """The consent noted by mistake, if any; until that was found, the partner could read the addition."""
        return next((each for each in self.decisions if each.mistaken_at and each.decision == "given"), None)

    @property
    def was_shown(self) -> bool:
        """Whether the partner could ever read it."""
        return bool(self.agreed or self.shown_by_mistake)

    @property
    def shows_duty(self) -> bool:
        """Whether the person reads that the partner must act on what it learns."""
        return duty_to_act.is_shown(self.text_version)

    @property
    def agreed(self) -> tuple[ConsentItem, ...]:
        """The items that the person agreed to, also if they withdrew later."""
        given = [each.items for each in self.in_force if each.decision == "given"]
        return given[0] if given else ()

    @property
    def agreed_at(self) -> datetime | None:
        return next((each.at for each in self.in_force if each.decision == "given"), None)

    @property
    def withdrawn_at(self) -> datetime | None:
        return next((each.at for each in self.in_force if each.decision == "withdrawn"), None)


class AdditionAsked(Fact[Addition]):
    pass


@dataclass(frozen=True)
class AdditionGiven(Fact[Addition]):
    """`beside`: the other additions to the same hand-over to which the person agreed."""

    beside: tuple[Addition, ...] = ()


class AdditionRefused(Fact[Addition]):
    pass


class AdditionWithdrawn(Fact[Addition]):
    pass


class AdditionLapsed(Fact[Addition]):
    pass


AdditionDecided = AdditionGiven | AdditionRefused | AdditionWithdrawn


def may_be_added_to(handover: Handover, consents: Sequence[Consent]) -> bool:
    """Whether the person agreed to the hand-over, its referral is not over, and its partner is told anything at all."""
    return not handover.is_cold and stands(handover, consents)


def refuse_over(handover: Handover, consents: Sequence[Consent]) -> None:
    """Raises Conflict if nothing may be added to the hand-over, or its partner was told that nothing had happened."""
    if not may_be_added_to(handover, consents):
        raise Conflict("not-in-this-state", OVER)
    if handover.for_prevention:
        raise Conflict("not-in-this-state", FOR_PREVENTION)


def ask(
    addition_id: AdditionId,
    case: Case,
    handover: Handover,
    consents: Sequence[Consent],
    *,
    items: Sequence[ConsentItem],
    sealed: Sealed,
    others: Iterable[Addition],
    now: datetime,
) -> AdditionAsked:
    """Asks the person for an addition. `others`: the other additions to the same hand-over.

    Raises Invalid without items; Conflict if nothing may be added to the hand-over, another addition to it is still
    asked for, or the case is closed.
    """
    refuse_closed(case)
    refuse_over(handover, consents)
    if not items:
        raise Invalid("wrong-value", NO_ITEM)
    if any(each.standing == "asked" for each in others):
        raise Conflict("not-in-this-state", ONE_AT_A_TIME)
    return AdditionAsked(
        Addition(
            id=addition_id,
            handover_id=handover.id,
            case_id=handover.case_id,
            partner=handover.partner,
            items=tuple(items),
            sealed=sealed,
            asked_at=now,
            text_version=duty_to_act.text_version(TEXT_VERSION, handover.partner.category),
        )
    )


def decide(
    addition: Addition,
    choice: Choice,
    *,
    how: ConsentHow,
    at: datetime,
    may_be_added: bool,
    noted_by: Counsellor | None = None,
    others: Iterable[Addition] = (),
) -> AdditionDecided | None:
    """Records the person's decision; returns None if the same was decided before.

    `may_be_added`: whether the hand-over may be added to as it stands now; `others`: the other additions to it.
    Raises Conflict if this decision cannot follow the last one, a consent would change what was agreed to, or nothing
    may be added any more; Invalid for a consent to nothing, or to an item that was not asked for.
    """
    decision, standing = choice.decision, addition.standing
    items = _ticked(addition, choice) if decision == "given" else ()
    if standing == decision:
        if decision == "given" and items != addition.agreed:
            raise Conflict("not-in-this-state", ALREADY_DECIDED)
        return None
    if decision not in POSSIBLE[standing]:
        raise Conflict("not-in-this-state", NO_LONGER_ASKED if standing == "lapsed" else ALREADY_DECIDED)
    if decision == "given" and not may_be_added:
        raise Conflict("not-in-this-state", NO_LONGER_ASKED)
    made = AdditionDecision(decision=decision, how=how, at=at, items=items, noted_by=noted_by)
    decided = addition.model_copy(update={"decisions": (*addition.decisions, made)})
    match decision:
        case "given":
            return AdditionGiven(decided, _standing_beside(addition, others))
        case "refused":
            return AdditionRefused(decided)
        case "withdrawn":
            return AdditionWithdrawn(decided)
        case _ as never:
            assert_never(never)


def _standing_beside(addition: Addition, others: Iterable[Addition]) -> tuple[Addition, ...]:
    return tuple(each for each in others if each.id != addition.id and each.standing == "given")


def _ticked(addition: Addition, choice: Choice) -> tuple[ConsentItem, ...]:
    ticked = choice.items or ()
    if not set(ticked) <= set(addition.items):
        raise Invalid("wrong-value", NOT_ASKED_FOR)
    if not ticked:
        raise Invalid("wrong-value", NONE_TICKED)
    return tuple(item for item in addition.items if item in ticked)


def take_back(addition: Addition) -> AdditionLapsed:
    """Raises Conflict if the person has decided, or the question is over."""
    if addition.standing != "asked":
        raise Conflict("not-in-this-state", "Diese Frage steht nicht mehr offen. Es ist nichts geschehen.")
    return AdditionLapsed(addition.model_copy(update={"lapsed": True}))


def lapse(addition: Addition) -> AdditionLapsed | None:
    """Ends the question because its hand-over is over; None if the person has decided, or the question is over."""
    return take_back(addition) if addition.standing == "asked" else None
