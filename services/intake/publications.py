"""What a decision made true, as intake says it to others: coarse words and references, never content."""

from typing import Any

from services.intake.domain.case import Case, CaseAnswered, CaseClosed, Opened, ReferralsFollowed, Triaged
from services.intake.domain.contact import Assigned, Contact, ContactAnswered, ContactClosed, Recorded
from services.intake.domain.handover import Asked, Decided, Decision, Handover
from services.intake.domain.state import Fact
from services.intake.domain.thread import SafeContact, SafeContactGiven
from shared.bus.transaction import Tx
from shared.clock import whole_hour
from shared.contracts import intake as said
from shared.contracts.message import Message


def say(tx: Tx, fact: Fact[Any]) -> None:
    """The person's own acts carry the hour only, so that nobody can tell who was at a keyboard when."""
    match fact:
        case Recorded(contact):
            tx.issue(recorded(contact), key=contact.id, at=whole_hour(tx.now))
        case Assigned(contact):
            tx.issue(said.ContactAssigned(**_who(contact), reason=contact.reason), key=contact.id)
        case ContactAnswered(contact):
            tx.issue(said.ContactAnswered(**_who(contact)), key=contact.id)
        case ContactClosed(contact):
            tx.issue(said.ContactClosed(**_who(contact), reason=contact.reason), key=contact.id)
        case Opened(case):
            tx.issue(opened(case), key=case.id, at=whole_hour(tx.now))
        case Triaged(case):
            tx.issue(triaged(case), key=case.id)
        case CaseAnswered(case):
            tx.issue(said.CaseAnswered(case_id=case.id), key=case.id)
        case CaseClosed(case):
            assert case.outcome
            tx.issue(said.CaseClosed(case_id=case.id, outcome=case.outcome), key=case.id)
        case Asked(handover):
            tx.issue(said.ConsentAsked(**_what(handover)), key=handover.case_id, subject=handover.id)
        case Decided(consent, handover):
            decided = DECIDED[consent.decision](**_what(handover), how=consent.how)
            tx.issue(decided, key=consent.case_id, subject=handover.id, at=whole_hour(tx.now))
        case SafeContactGiven(safe_contact):
            tx.issue(reachable(safe_contact), key=safe_contact.thread, at=whole_hour(tx.now))
        case ReferralsFollowed():
            tx.touch(fact.state.id)
        case _:
            raise TypeError(type(fact).__name__)


DECIDED: dict[Decision, type[said.ConsentGiven | said.ConsentRefused | said.ConsentWithdrawn]] = {
    "given": said.ConsentGiven,
    "refused": said.ConsentRefused,
    "withdrawn": said.ConsentWithdrawn,
}


def recorded(contact: Contact) -> Message:
    return said.ContactRecorded(
        **_who(contact), channel=contact.channel, reason=contact.reason, land=contact.land, via=contact.via
    )


def opened(case: Case) -> Message:
    return said.CaseOpened(**_picture(case), contact_id=case.contact_id)


def triaged(case: Case) -> Message:
    return said.CaseTriaged(**_picture(case), urgency_self_assessed=case.said_urgency)


def reachable(contact: SafeContact) -> Message:
    owner = {"case_id": contact.case_id} if contact.case_id else {"contact_id": contact.contact_id}
    return said.SafeContactChanged(reference=contact.id, **owner)


def _who(contact: Contact) -> dict[str, Any]:
    return {"contact_id": contact.id, "case_id": contact.case_id}


def _picture(case: Case) -> dict[str, Any]:
    return {"case_id": case.id, "channel": case.channel, **case.situation.model_dump()}


def _what(handover: Handover) -> dict[str, Any]:
    return {
        "case_id": handover.case_id,
        "handover_id": handover.id,
        "partner_id": handover.partner.id,
        "kind": handover.kind,
        "items": handover.items,
        "text_version": handover.text_version,
        "replaces": handover.replaces,
    }
