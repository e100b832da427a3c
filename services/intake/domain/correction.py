"""Corrects what was noted as the person's decision and was not theirs; what that disclosed is assessed.

A withdrawal would say that the person had agreed before. If something reached a partner without their consent, the
contact point judges whether it is a breach that it must report (Art. 33 GDPR), and keeps why (Art. 33(5)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from services.intake.domain.addition import Addition, AdditionDecision
from services.intake.domain.case import Partner
from services.intake.domain.consent import Consent
from services.intake.domain.handover import Handover
from services.intake.domain.ids import AdditionId, CaseId, Counsellor, HandoverId
from services.intake.domain.thread import Sealed
from shared.contracts.vocabulary import ConsentHow
from shared.errors import Conflict
from shared.state import Fact, State

Was = Literal["given", "refused", "withdrawn"]
Truly = Literal["asked", "refused", "given"]

REPORT_WITHIN: Final = timedelta(hours=72)
"""Time to report a breach, counted from becoming aware of it: Art. 33(1) GDPR."""

NOTHING_NOTED: Final = "Hier ist keine Entscheidung vermerkt, die zu berichtigen wäre. Es ist nichts geschehen."
HER_OWN: Final = "Das hat die Person auf ihrer Seite selbst entschieden. Hier ist nichts zu berichtigen."

NOTED_BY_ANOTHER: Final = "Das hat jemand anderes vermerkt. Berichtigen kann es, wer es vermerkt hat, oder die Leitung."
NOT_BOTH: Final = "Eine Ablehnung ist schon vermerkt. Bitte wählen Sie, dass die Frage wieder offen ist."
STILL_REFUSED: Final = (
    "Die Person hat diese Frage auch ohne das „nie“ abgelehnt. Bitte wählen Sie, dass das weiter gilt."
)
UNASSESSED: Final = "Hier ist eine mögliche Datenpanne noch nicht geprüft. Bitte prüfen Sie sie, bevor Sie löschen."
ASSESSED: Final = "Das hat schon jemand geprüft."


class MistakeReason(StrEnum):
    MISHEARD = "misheard"
    WRONG_PARTNER = "wrong_partner"
    WRONG_CASE = "wrong_case"
    WRONG_BUTTON = "wrong_button"
    NOT_HER = "not_her"
    OTHER = "other"


class Assessment(StrEnum):
    REPORTED = "reported"
    WITH_OFFICER = "with_officer"
    NO_RISK = "no_risk"


class Correction(State):
    """One correction of a noted decision.

    `at`: when the mistake was found; the time to report counts from it. `was_at`: the hour that was noted.
    `addition_id`: set if the decision was on an addition, None if it was on the hand-over itself.
    `passed_on`: whether the partner was sent the request, or could read the addition.
    `sealed`: what happened, in the words of the corrector; `assessed`: the words of the assessment.
    """

    id: str
    thread: CaseId
    handover_id: HandoverId
    addition_id: AdditionId | None = None
    partner: Partner
    was: Was
    truly: Truly
    was_at: datetime
    noted_by: Counsellor | None
    at: datetime
    by: Counsellor
    reason: MistakeReason
    passed_on: bool = False
    sealed: Sealed | None = None
    assessment: Assessment | None = None
    assessed_by: Counsellor | None = None
    assessed_at: datetime | None = None
    assessed: Sealed | None = None

    @property
    def report_by(self) -> datetime:
        return self.at + REPORT_WITHIN


@dataclass(frozen=True)
class Why:
    """The corrector, time and reason. `sealed`: the reason in words, sealed for the correction with this `id`."""

    id: str
    by: Counsellor
    at: datetime
    reason: MistakeReason
    sealed: Sealed | None = None
    supervises: bool = False


@dataclass(frozen=True)
class ConsentCorrected(Fact[Correction]):
    """`mistaken` replaces the noted decision; `instead`: the person's true answer, if any; `handover`: as it is now."""

    mistaken: Consent
    instead: Consent | None
    handover: Handover


@dataclass(frozen=True)
class AdditionCorrected(Fact[Correction]):
    addition: Addition


def correct(
    asked: Handover, consents: Sequence[Consent], truly: Truly, why: Why, *, passed_on: bool, consent_id: str
) -> ConsentCorrected:
    """Corrects a noted decision on a hand-over. If a consent was never given, the hand-over and its referral are over.

    A new question then has its own id. A withdrawal in between stays, and so does a plain refusal before one for good.
    `passed_on`: as far as the desk knows. `truly` "given" is `correct_withdrawal`.
    Raises Conflict if nothing is noted, the person decided on their own page, somebody else noted it, or `truly` says
    the same.
    """
    if truly == "given":
        return correct_withdrawal(asked, consents, why)
    noted = noted_in(asked, consents)
    still = is_refused_besides(asked, consents)
    was = _was(noted, truly, why, still_refused=still)
    assert noted
    refusal = {"decision": "refused", "items": None, "evidence": (), "never": False, "noted_by": why.by}
    mistaken = noted.model_copy(update={"mistaken_at": why.at})
    is_withdrawn = any(
        each.decision == "withdrawn" and each.is_hers and each.handover_id == asked.id for each in consents
    )
    answers = truly == "refused" and not is_withdrawn and not still
    refused = noted.model_copy(update={"id": consent_id} | refusal) if answers else None
    left = asked.model_copy(update={"lapsed": True, "ended": True, "named_at": None, "card": None, "worked": None})
    made = _correction(asked, was, truly, noted, why, passed_on=passed_on and not asked.is_cold)
    return ConsentCorrected(made, mistaken, refused, left if was == "given" else asked)


def correct_withdrawal(asked: Handover, consents: Sequence[Consent], why: Why) -> ConsentCorrected:
    """Corrects a withdrawal that the person never made: the hand-over stays withdrawn, and the person is asked anew.

    Raises Conflict if no such withdrawal is noted, the person made it on their own page, or somebody else noted it.
    """
    withdrew = withdrawal_in(asked, consents)
    refuse_correcting(withdrew, why.by, supervises=why.supervises)
    assert withdrew
    mistaken = withdrew.model_copy(update={"never_withdrawn_at": why.at})
    made = _correction(asked, "withdrawn", "given", withdrew, why, passed_on=False)
    return ConsentCorrected(made, mistaken, None, asked)


def correct_addition(of: Addition, truly: Truly, why: Why, *, passed_on: bool) -> AdditionCorrected:
    """Corrects a noted decision on an addition, like `correct`; the hand-over stands."""
    if truly == "given":
        raise Conflict("not-in-this-state", NOTHING_NOTED)
    noted = noted_of(of)
    was = _was(noted, truly, why)
    assert noted
    instead: tuple[AdditionDecision, ...] = ()
    if truly == "refused" and of.standing != "withdrawn":
        instead = (noted.model_copy(update={"decision": "refused", "items": (), "noted_by": why.by}),)
    mistaken = noted.model_copy(update={"mistaken_at": why.at})
    decisions = (*(mistaken if each is noted else each for each in of.decisions), *instead)
    corrected = of.model_copy(update={"decisions": decisions, "lapsed": of.lapsed or was == "given"})
    return AdditionCorrected(_correction(of, was, truly, noted, why, passed_on=passed_on), corrected)


def _was(noted: Consent | AdditionDecision | None, truly: Truly, why: Why, *, still_refused: bool = False) -> Was:
    was = refuse_correcting(noted, why.by, supervises=why.supervises)
    if still_refused and truly == "asked":
        raise Conflict("not-in-this-state", STILL_REFUSED)
    if was == truly and not still_refused:
        raise Conflict("not-in-this-state", NOT_BOTH)
    return was


def refuse_correcting(noted: Consent | AdditionDecision | None, by: Counsellor, *, supervises: bool) -> Was:
    """Returns the noted decision.

    Raises Conflict without one, if the person made it on their own page, or if somebody else than `by` noted it.

    A decision stored by an earlier release does not say who noted it: whoever is responsible may correct it.
    """
    if noted is None:
        raise Conflict("not-in-this-state", NOTHING_NOTED)
    if noted.how is ConsentHow.PAGE:
        raise Conflict("not-in-this-state", HER_OWN)
    if noted.noted_by not in (None, by) and not supervises:
        raise Conflict("not-in-this-state", NOTED_BY_ANOTHER)
    return noted.decision


def _correction(
    of: Handover | Addition, was: Was, truly: Truly, noted: Consent | AdditionDecision, why: Why, *, passed_on: bool
) -> Correction:
    return Correction(
        id=why.id,
        thread=of.case_id,
        handover_id=of.handover_id if isinstance(of, Addition) else of.id,
        addition_id=of.id if isinstance(of, Addition) else None,
        partner=of.partner,
        was=was,
        truly=truly,
        was_at=noted.at,
        noted_by=noted.noted_by,
        at=why.at,
        by=why.by,
        reason=why.reason,
        passed_on=passed_on and was == "given",
        sealed=why.sealed,
    )


def noted_in(asked: Handover, consents: Sequence[Consent]) -> Consent | None:
    """Returns the last answer to this question that counts; a later withdrawal is not an answer."""
    return next(iter(_answers(asked, consents)[::-1]), None)


def withdrawal_in(asked: Handover, consents: Sequence[Consent]) -> Consent | None:
    """Returns the noted withdrawal of a consent; None without that consent, as then there was nothing to withdraw."""
    agreed = (answer := noted_in(asked, consents)) is not None and answer.decision == "given"
    about = [each for each in consents if each.is_hers and each.handover_id == asked.id]
    return next((each for each in about if each.decision == "withdrawn" and agreed), None)


def never_withdrawn(
    asked: Handover, consents: Sequence[Consent], by: Counsellor, *, supervises: bool
) -> tuple[Truly, ...]:
    """Returns what may be true instead of a withdrawal and the consent before; nothing if `by` may not correct it."""
    if not _may_correct(withdrawal_in(asked, consents), by, supervises=supervises):
        return ()
    also = _may_correct(noted_in(asked, consents), by, supervises=supervises)
    return ("given", "asked", "refused") if also else ("given",)


def _may_correct(noted: Consent | None, by: Counsellor, *, supervises: bool) -> bool:
    return may_be_corrected(noted) and noted is not None and (supervises or noted.noted_by in (None, by))


def is_refused_besides(asked: Handover, consents: Sequence[Consent]) -> bool:
    """Whether a plain refusal came before the last answer: it stands if that answer does not count."""
    return any(each.decision == "refused" for each in _answers(asked, consents)[:-1])


def _answers(asked: Handover, consents: Sequence[Consent]) -> list[Consent]:
    """Returns the answers that count, in order; within one hour, the refusal for good is the later one."""
    about = [each for each in consents if each.counts and each.handover_id == asked.id]
    return sorted((each for each in about if each.decision != "withdrawn"), key=lambda each: (each.at, each.never))


def noted_of(of: Addition) -> AdditionDecision | None:
    """Returns the last answer that counts, like `noted_in`."""
    return next((each for each in of.in_force if each.decision != "withdrawn"), None)


def may_be_corrected(noted: Consent | AdditionDecision | None) -> bool:
    """Whether a counsellor noted it for the person, so that it can be wrong."""
    return noted is not None and noted.how is not ConsentHow.PAGE


def lapse_unanswered(of: Addition) -> Addition:
    """Ends the question for an addition to a hand-over that is over; an answered one is returned unchanged."""
    return of if of.in_force else of.model_copy(update={"lapsed": True})


def refuse_erasing(unassessed: int) -> None:
    """Raises Conflict while an assessment is open: it must be made, and kept, before an erasure (Art. 33(5) GDPR)."""
    if unassessed:
        raise Conflict("not-in-this-state", UNASSESSED)


def note_passed_on(correction: Correction) -> Fact[Correction] | None:
    """Notes that the partner got the request, which becomes known after the correction; None if it was known."""
    if correction.passed_on or correction.was != "given":
        return None
    return Fact(correction.model_copy(update={"passed_on": True}))


def assess(
    correction: Correction, by: Counsellor, assessment: Assessment, sealed: Sealed, at: datetime
) -> Fact[Correction]:
    """Stores the assessment. Raises Conflict if nothing reached the partner, or somebody assessed it before."""
    if not correction.passed_on:
        raise Conflict("not-in-this-state", NOTHING_NOTED)
    if correction.assessed_by:
        raise Conflict("not-in-this-state", ASSESSED)
    said = {"assessment": assessment, "assessed_by": by, "assessed_at": at, "assessed": sealed}
    return Fact(correction.model_copy(update=said))
