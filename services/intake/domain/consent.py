"""The person's decisions on a hand-over, and what they leave open: only the person agrees, to each item by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from services.intake.domain.handover import Handover, Lapsed, lapse
from services.intake.domain.ids import CaseId, Counsellor, HandoverId, PartnerId
from shared.clock import whole_hour
from shared.contracts.vocabulary import ConsentHow, ConsentItem, Purpose
from shared.errors import Conflict, Invalid
from shared.state import Fact, State

Decision = Literal["given", "refused", "withdrawn"]
Standing = Literal["asked", "given", "refused", "withdrawn", "lapsed"]

ALREADY_AGREED: Final = "Eine Weitergabe an diese Stelle läuft schon. Eine zweite ist nicht nötig."
NONE_TICKED: Final = (
    "Es ist nichts angekreuzt, und wir haben nichts weitergegeben. Bitte kreuzen Sie an, was die Stelle erfahren darf, "
    "oder lehnen Sie ab."
)
FILES_ALONE: Final = (
    "Es sind nur Dateien angekreuzt, und wir haben nichts weitergegeben. Eine Datei allein sagt der Stelle nicht, "
    "worum es geht. Bitte kreuzen Sie auch eine Angabe an."
)
NEVER: Final = "Die Person hat gesagt: nie an diese Stelle."
NEVER_ASKED: Final = f"{NEVER} Möchte sie jetzt doch gefragt werden, kreuzen Sie das unten bitte an."
NOT_ASKED_FOR: Final = "Danach wurde nicht gefragt. Es ist nichts geschehen."
ALREADY_DECIDED: Final = "Über diese Weitergabe wurde schon entschieden."
NO_LONGER_ASKED: Final = "Diese Frage ist nicht mehr nötig. Davon wurde nichts weitergegeben."
NOTHING_PASSED_ON: Final = "Dazu wurde nichts weitergegeben. Es gibt nichts zu widerrufen."

POSSIBLE: Final[dict[Standing, tuple[Decision, ...]]] = {
    "asked": ("given", "refused"),
    "given": ("withdrawn",),
    "refused": ("refused",),  # for good, after a plain no
    "withdrawn": (),
    "lapsed": (),
}


class Consent(State):
    """One decision of the person; never changed, only followed by another."""

    id: str
    handover_id: HandoverId
    case_id: CaseId
    decision: Decision
    how: ConsentHow
    at: datetime
    items: tuple[ConsentItem, ...] | None = None
    """The items that the person agreed to. `None`: all that were asked for, or the decision is not a consent."""
    never: bool = False
    """Whether the person refused this partner for good."""
    evidence: tuple[str, ...] = ()
    """Ids of the files that the person agreed to."""
    noted_by: Counsellor | None = None
    """The counsellor who noted it. `None`: decided on the person's page, or stored by an earlier release."""
    mistaken_at: datetime | None = None
    """Time at which it was found that the person never decided so: it counts for nothing (correction.py)."""

    never_withdrawn_at: datetime | None = None
    """Time at which it was found that the person never withdrew. It still counts: what it ended stays ended."""

    @property
    def counts(self) -> bool:
        return self.mistaken_at is None

    @property
    def is_hers(self) -> bool:
        return self.counts and self.never_withdrawn_at is None


@dataclass(frozen=True)
class Choice:
    """One choice of the person. `never`: a refusal for good.

    `items`: the ticked items; None means all that was asked for, as before there were ticks. `evidence`: the ticked
    files, and no others.
    """

    decision: Decision
    items: tuple[ConsentItem, ...] | None = None
    never: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decided(Fact[Consent]):
    """A decision that was made. `purpose`: the purpose of the case at that time."""

    handover: Handover
    purpose: Purpose | None = None


def standing(handover: Handover, consents: Sequence[Consent]) -> Standing:
    decisions = [each.decision for each in consents if each.counts and each.handover_id == handover.id]
    if "withdrawn" in decisions:
        return "withdrawn"
    if decisions:
        return decisions[0]
    return "lapsed" if handover.lapsed else "asked"


def agreed_items(handover: Handover, consents: Iterable[Consent]) -> tuple[ConsentItem, ...]:
    """Returns all items that may reach the partner, in the order of the question; none before the consent."""
    for consent in consents:
        if consent.counts and consent.handover_id == handover.id and consent.decision == "given":
            return handover.items if consent.items is None else consent.items
    return ()


def agreed_evidence(handover: Handover, consents: Iterable[Consent]) -> tuple[str, ...]:
    """Returns the files that may reach the partner, in the order of the question; none before the consent."""
    about = (each for each in consents if each.counts and each.handover_id == handover.id)
    given = [each for each in about if each.decision == "given"]
    return tuple(piece for piece in handover.evidence if given and piece in given[0].evidence)


def was_given_by_mistake(handover: Handover, consents: Iterable[Consent]) -> bool:
    """Whether a consent was noted that the person never gave."""
    about = (each for each in consents if each.handover_id == handover.id)
    return any(each.decision == "given" and not each.counts for each in about)


def was_never_withdrawn(handover: Handover, consents: Iterable[Consent]) -> bool:
    """Whether a withdrawal was noted that the person never made; what it ended is over all the same."""
    return any(each.never_withdrawn_at and each.handover_id == handover.id for each in consents)


def is_running(handover: Handover, consents: Sequence[Consent]) -> bool:
    """Whether the person is asked, or agreed and the referral that follows is not over."""
    stands = standing(handover, consents)
    return stands == "asked" or (stands == "given" and not handover.ended)


def may_be_asked_again(handover: Handover, handovers: Sequence[Handover], consents: Sequence[Consent]) -> bool:
    """Whether it is the last question about its partner, nothing to the partner runs, and the partner did not leave.

    `handovers`: those of the case, in the order in which they were asked.
    """
    about = [each for each in handovers if each.partner.id == handover.partner.id]
    return (
        about[-1].id == handover.id
        and not handover.partner_left
        and not any(is_running(each, consents) for each in about)
    )


def said_about(partner_id: PartnerId, handovers: Iterable[Handover], consents: Iterable[Consent]) -> list[Consent]:
    """Returns all decisions of the person about one partner, in the order of `consents`."""
    asked = {each.id for each in handovers if each.partner.id == partner_id}
    return [each for each in consents if each.counts and each.handover_id in asked]


def decide(
    handover: Handover,
    consents: Sequence[Consent],
    choice: Choice,
    *,
    consent_id: str,
    how: ConsentHow,
    at: datetime,
    others: Iterable[Handover],
    noted_by: Counsellor | None = None,
) -> Decided | None:
    """Records the person's decision. None if the same was decided before; a refusal for good after a plain one is new.

    `others`: hand-overs of the same case, with their decisions in `consents`.
    Raises Conflict if the decision cannot follow, and if a hand-over to the same partner was agreed to and still runs;
    Invalid for a consent to nothing, to files alone, or to what was not asked for.
    """
    decision, stands = choice.decision, standing(handover, consents)
    ticked = _ticked(handover, choice)
    if stands == decision and _says_the_same(handover, consents, choice, ticked):
        return None
    if handover.is_cold and decision == "withdrawn":
        raise Conflict("not-in-this-state", NOTHING_PASSED_ON)
    if decision not in POSSIBLE[stands]:
        raise Conflict("not-in-this-state", NO_LONGER_ASKED if stands == "lapsed" else ALREADY_DECIDED)
    if decision == "given" and any(_is_beside(handover, other, consents) for other in others):
        raise Conflict("not-in-this-state", ALREADY_AGREED)
    made = Consent(
        id=consent_id,
        handover_id=handover.id,
        case_id=handover.case_id,
        decision=decision,
        how=how,
        at=at,
        items=ticked if decision == "given" else None,
        evidence=choice.evidence if decision == "given" else (),
        never=choice.never and decision == "refused",
        noted_by=noted_by,
    )
    return Decided(made, handover)


def _says_the_same(
    handover: Handover, consents: Sequence[Consent], choice: Choice, ticked: tuple[ConsentItem, ...]
) -> bool:
    if choice.decision == "given" and choice.items is not None:
        agreed = agreed_items(handover, consents), set(agreed_evidence(handover, consents))
        if agreed != (ticked, set(choice.evidence)):
            raise Conflict("not-in-this-state", ALREADY_DECIDED)
    return choice.decision != "refused" or not choice.never or is_refused_for_good(handover, consents)


def _ticked(handover: Handover, choice: Choice) -> tuple[ConsentItem, ...]:
    if choice.decision == "given" and not set(choice.evidence) <= set(handover.evidence):
        raise Invalid("wrong-value", NOT_ASKED_FOR)
    if choice.items is None or choice.decision != "given" or handover.is_cold:
        return handover.items
    if not set(choice.items) <= set(handover.items):
        raise Invalid("wrong-value", NOT_ASKED_FOR)
    if not choice.items:
        raise Invalid("wrong-value", FILES_ALONE if choice.evidence else NONE_TICKED)
    return tuple(item for item in handover.items if item in choice.items)


def _is_beside(handover: Handover, other: Handover, consents: Sequence[Consent]) -> bool:
    same = other.partner.id == handover.partner.id and other.id != handover.id
    return same and standing(other, consents) == "given" and is_running(other, consents)


def is_refused_for_good(handover: Handover, consents: Iterable[Consent]) -> bool:
    """Whether the person answered this very question with a refusal for good."""
    return any(each.never and each.counts and each.handover_id == handover.id for each in consents)


def is_excluded(partner_id: PartnerId, handovers: Iterable[Handover], consents: Iterable[Consent]) -> bool:
    """Whether the person refused this partner for good, and neither agreed to it nor was asked for it in a later hour.

    Decisions are kept with their hour: within the same hour, the refusal counts.
    """
    asked = {each.id: each.asked_at for each in handovers if each.partner.id == partner_id}
    about = [each for each in consents if each.counts and each.handover_id in asked]
    refused_at = max((each.at for each in about if each.never), default=None)
    if refused_at is None:
        return False
    later = [*map(whole_hour, asked.values()), *(each.at for each in about if each.decision == "given")]
    return max(later) <= refused_at


def take_back(handover: Handover, consents: Sequence[Consent]) -> Lapsed:
    """Takes the question back. Raises Conflict if the person has decided, or the question is over."""
    if standing(handover, consents) != "asked":
        raise Conflict("not-in-this-state", "Diese Frage steht nicht mehr offen. Es ist nichts geschehen.")
    return lapse(handover)


def lapse_without_partner(handover: Handover, consents: Sequence[Consent]) -> Lapsed | None:
    """Ends the question, as the partner left the directory; None if the person has decided, or it is over."""
    if standing(handover, consents) != "asked":
        return None
    return lapse(handover.model_copy(update={"partner_left": True}))


def keep_purpose(handover: Handover, consents: Sequence[Consent]) -> Fact[Handover] | None:
    """Marks a hand-over as asked for prevention when that becomes a case; None unless it is warm and agreed to."""
    agreed = standing(handover, consents) == "given" and not handover.is_cold
    return Fact(handover.model_copy(update={"for_prevention": True})) if agreed else None
