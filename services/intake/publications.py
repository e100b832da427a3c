"""Maps each fact to what other services learn of it: coarse words and references, never content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, assert_never

from services.intake.domain.addition import (
    AdditionAsked,
    AdditionGiven,
    AdditionLapsed,
    AdditionRefused,
    AdditionWithdrawn,
)
from services.intake.domain.arrangement import ArrangementAnswered
from services.intake.domain.case import Case, CaseAnswered, CaseClosed, CaseErased, CaseReopened, Opened, Triaged
from services.intake.domain.consent import Consent, Decided, Decision
from services.intake.domain.contact import (
    Assigned,
    Contact,
    ContactAnswered,
    ContactClosed,
    ContactErased,
    Joined,
    Parted,
    Recorded,
)
from services.intake.domain.correction import AdditionCorrected, ConsentCorrected, Correction
from services.intake.domain.handover import Asked, Handover, Lapsed
from services.intake.domain.safe_contact import (
    SafeContactEntry,
    SafeContactFact,
    SafeContactGiven,
    SafeContactWithdrawn,
)
from shared.bus import Transaction, broadcast_after_commit
from shared.clock import whole_hour
from shared.contracts import intake as contract
from shared.contracts.bus import SignOutTold
from shared.contracts.message import Message
from shared.contracts.vocabulary import Purpose, TrueAnswer
from shared.web.session import reference_of

ContactFact = Recorded | Assigned | ContactAnswered | ContactClosed | ContactErased
CaseFact = Opened | Triaged | CaseAnswered | CaseClosed | CaseReopened | CaseErased
StandingFact = Joined | Parted
ConsentFact = Asked | Decided | Lapsed
CorrectionFact = ConsentCorrected | AdditionCorrected
AdditionFact = AdditionAsked | AdditionGiven | AdditionRefused | AdditionWithdrawn | AdditionLapsed
PublishedFact = (
    ContactFact
    | CaseFact
    | StandingFact
    | ConsentFact
    | AdditionFact
    | CorrectionFact
    | ArrangementAnswered
    | SafeContactFact
)


@dataclass(frozen=True)
class Publication:
    message: Message
    key: str
    subject: str | None = None
    at: datetime | None = None
    """The hour of an act of the person, so that nobody can infer who was at a keyboard when; None: the exact time."""


def publish(tx: Transaction, fact: PublishedFact) -> Publication:
    """Writes the event of the fact to the outbox of this transaction, and returns what was published."""
    made = publication(fact, whole_hour(tx.now))
    tx.publish(made.message, key=made.key, subject=made.subject, at=made.at)
    return made


def publish_sign_out(tx: Transaction, sid: str) -> None:
    broadcast_after_commit(tx, SignOutTold(sid=sid))


def publication(fact: PublishedFact, hour: datetime) -> Publication:
    match fact:
        case Recorded() | Assigned() | ContactAnswered() | ContactClosed() | ContactErased():
            return _of_contact(fact, hour)
        case Opened() | Triaged() | CaseAnswered() | CaseClosed() | CaseReopened() | CaseErased():
            return _of_case(fact, hour)
        case Joined() | Parted():
            return _of_standing(fact)
        case Asked() | Decided() | Lapsed():
            return _of_consent(fact, hour)
        case AdditionAsked() | AdditionGiven() | AdditionRefused() | AdditionWithdrawn() | AdditionLapsed():
            return _of_addition(fact, hour)
        case ConsentCorrected() | AdditionCorrected():
            return _of_correction(fact)
        case ArrangementAnswered(_, handover):
            ids = {"case_id": handover.case_id, "handover_id": handover.id, "partner_id": handover.partner.id}
            return Publication(contract.ArrangementAnswered(**ids), handover.case_id, handover.id, hour)
        case SafeContactGiven() | SafeContactWithdrawn():
            return _of_safe_contact(fact, hour)
        case _ as never:
            assert_never(never)


def _of_contact(fact: ContactFact, hour: datetime) -> Publication:
    contact = fact.state
    ids: dict[str, Any] = {"contact_id": contact.id, "case_id": contact.case_id}
    match fact:
        case Recorded():
            words = {"channel": contact.channel, "reason": contact.reason, "land": contact.land, "via": contact.via}
            return Publication(contract.ContactRecorded(**ids, **words), contact.id, at=hour)
        case Assigned():
            by = _reference_of_counsellor(contact)
            return Publication(contract.ContactAssigned(**ids, reason=contact.reason, counsellor=by), contact.id)
        case ContactAnswered():
            return Publication(contract.ContactAnswered(**ids), contact.id)
        case ContactClosed():
            return Publication(contract.ContactClosed(**ids, reason=contact.reason), contact.id)
        case ContactErased():
            return Publication(contract.ContactErased(contact_id=contact.id), contact.id)
        case _ as never:
            assert_never(never)


def _of_case(fact: CaseFact, hour: datetime) -> Publication:
    case_id = fact.state.id
    match fact:
        case Opened(case):
            opened = contract.CaseOpened(**_picture(case), contact_id=case.contact_id, number=case.number)
            return Publication(opened, case_id, at=hour)
        case Triaged(case):
            return Publication(contract.CaseTriaged(**_picture(case), urgency_self_assessed=case.said_urgency), case_id)
        case CaseAnswered():
            return Publication(contract.CaseAnswered(case_id=case_id), case_id)
        case CaseClosed(case):
            assert case.outcome
            return Publication(contract.CaseClosed(case_id=case_id, outcome=case.outcome), case_id)
        case CaseReopened():
            return Publication(contract.CaseReopened(case_id=case_id), case_id)
        case CaseErased():
            return Publication(contract.CaseErased(case_id=case_id), case_id)
        case _ as never:
            assert_never(never)


def _of_standing(fact: StandingFact) -> Publication:
    """Publishes under the case's own key, behind `opened`: whoever counts the case has it by then."""
    case_id = fact.state.case_id
    assert case_id
    said = contract.CaseJoined if isinstance(fact, Joined) else contract.CaseParted
    return Publication(said(case_id=case_id), case_id)


DECIDED: Final[Mapping[Decision, type[contract.ConsentGiven | contract.ConsentRefused | contract.ConsentWithdrawn]]] = {
    "given": contract.ConsentGiven,
    "refused": contract.ConsentRefused,
    "withdrawn": contract.ConsentWithdrawn,
}


def _of_consent(fact: ConsentFact, hour: datetime) -> Publication:
    match fact:
        case Asked(handover):
            return Publication(contract.ConsentAsked(**_scope(handover)), handover.case_id, handover.id)
        case Lapsed(handover):
            ids = {"case_id": handover.case_id, "handover_id": handover.id, "partner_id": handover.partner.id}
            return Publication(contract.ConsentLapsed(**ids), handover.case_id, handover.id)
        case Decided(consent, handover, purpose):
            decided = _decided(consent, handover, purpose)
            return Publication(decided, consent.case_id, handover.id, hour)
        case _ as never:
            assert_never(never)


def _decided(consent: Consent, handover: Handover, purpose: Purpose | None) -> Message:
    scope = {**_scope(handover), "how": consent.how}
    if consent.items is not None:
        scope["items"] = consent.items
    if consent.never:
        scope["never"] = True
    if consent.decision == "given":
        scope["purpose"] = purpose
    return DECIDED[consent.decision](**scope)


def _of_correction(fact: CorrectionFact) -> Publication:
    """Publishes the correction; who was wrong, and why, stays at intake."""
    of: Correction = fact.state
    said: dict[str, Any] = {
        "case_id": of.thread,
        "handover_id": of.handover_id,
        "partner_id": of.partner.id,
        "was": of.was,
    }
    match fact:
        case ConsentCorrected():
            never = {"never": True} if fact.mistaken.never else {}
            return Publication(
                contract.ConsentCorrected(**said, truly=TrueAnswer(of.truly), **never), of.thread, of.handover_id
            )
        case AdditionCorrected():
            return Publication(contract.AdditionCorrected(**said), of.thread, of.handover_id)
        case _ as never_reached:
            assert_never(never_reached)


def _of_addition(fact: AdditionFact, hour: datetime) -> Publication:
    """Publishes that an addition was asked for or decided on; its texts stay at intake."""
    of = fact.state
    ids: dict[str, Any] = {"case_id": of.case_id, "handover_id": of.handover_id, "partner_id": of.partner.id}
    match fact:
        case AdditionAsked():
            return Publication(contract.AdditionAsked(**ids), of.case_id, of.handover_id)
        case AdditionGiven(beside=others):
            beside = tuple(contract.AgreedAddition(asked_at=each.asked_at, items=each.agreed) for each in others)
            given = contract.AdditionGiven(**ids, asked_at=of.asked_at, items=of.agreed, beside=beside or None)
            return Publication(given, of.case_id, of.handover_id, hour)
        case AdditionRefused():
            return Publication(contract.AdditionRefused(**ids), of.case_id, of.handover_id, hour)
        case AdditionWithdrawn():
            return Publication(contract.AdditionWithdrawn(**ids), of.case_id, of.handover_id, hour)
        case AdditionLapsed():
            return Publication(contract.AdditionLapsed(**ids), of.case_id, of.handover_id)
        case _ as never:
            assert_never(never)


def _of_safe_contact(fact: SafeContactFact, hour: datetime) -> Publication:
    entry: SafeContactEntry = fact.state
    owner = {"case_id": entry.case_id} if entry.case_id else {"contact_id": entry.contact_id}
    match fact:
        case SafeContactGiven(deadline_reminders=wished):
            stated = contract.SafeContactChanged(reference=entry.id, deadline_reminders=wished or None, **owner)
            return Publication(stated, entry.thread, at=hour)
        case SafeContactWithdrawn():
            return Publication(contract.SafeContactWithdrawn(reference=entry.id, **owner), entry.thread, at=hour)
        case _:
            assert_never(fact)


def _reference_of_counsellor(contact: Contact) -> str | None:
    return reference_of(contact.counsellor) if contact.counsellor else None


def _picture(case: Case) -> dict[str, Any]:
    purpose = case.purpose if case.purpose is Purpose.PREVENTION else None
    return {"case_id": case.id, "channel": case.channel, "purpose": purpose, **case.situation.model_dump()}


def _scope(handover: Handover) -> dict[str, Any]:
    return {
        "case_id": handover.case_id,
        "handover_id": handover.id,
        "partner_id": handover.partner.id,
        "kind": handover.kind,
        "items": handover.items,
        "text_version": handover.text_version,
        "replaces": handover.replaces,
    }
