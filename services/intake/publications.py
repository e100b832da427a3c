"""What a decision made true, as intake says it to others: coarse words and references, never content."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.intake.domain.case import Case, CaseAnswered, CaseClosed, CaseErased, CaseReopened, Opened, Triaged
from services.intake.domain.contact import Assigned, Contact, ContactAnswered, ContactClosed, ContactErased, Recorded
from services.intake.domain.handover import Asked, Decided, Decision, Handover
from services.intake.domain.state import Fact
from services.intake.domain.thread import SafeContact, SafeContactGiven, SafeContactWithdrawn
from shared.bus import Transaction, broadcast_after_commit
from shared.clock import whole_hour
from shared.contracts import intake as said
from shared.contracts.bus import SignOutTold
from shared.contracts.message import Message
from shared.web.session import reference_of


@dataclass(frozen=True)
class Saying:
    message: Message
    key: str
    subject: str | None = None
    at: datetime | None = None


def say_signed_out(tx: Transaction, sid: str) -> None:
    broadcast_after_commit(tx, SignOutTold(sid=sid))


def say(tx: Transaction, fact: Fact[Any]) -> None:
    saying = in_words(fact, whole_hour(tx.now))
    tx.publish(saying.message, key=saying.key, subject=saying.subject, at=saying.at)


def in_words(fact: Fact[Any], hour: datetime) -> Saying:
    """The person's own acts carry the hour only, so that nobody can tell who was at a keyboard when."""
    match fact:
        case Recorded(contact):
            return Saying(recorded(contact), contact.id, at=hour)
        case Assigned(contact):
            return Saying(assigned(contact), contact.id)
        case ContactAnswered(contact):
            return Saying(said.ContactAnswered(**_who(contact)), contact.id)
        case ContactClosed(contact):
            return Saying(said.ContactClosed(**_who(contact), reason=contact.reason), contact.id)
        case Opened(case):
            return Saying(said.CaseOpened(**_picture(case), contact_id=case.contact_id), case.id, at=hour)
        case Triaged(case):
            return Saying(said.CaseTriaged(**_picture(case), urgency_self_assessed=case.said_urgency), case.id)
        case CaseAnswered(case):
            return Saying(said.CaseAnswered(case_id=case.id), case.id)
        case CaseClosed(case):
            return Saying(said.CaseClosed(case_id=case.id, outcome=case.outcome), case.id)
        case CaseReopened(case):
            return Saying(said.CaseReopened(case_id=case.id), case.id)
        case CaseErased(case):
            return Saying(said.CaseErased(case_id=case.id), case.id)
        case ContactErased(contact):
            return Saying(said.ContactErased(contact_id=contact.id), contact.id)
        case Asked(handover):
            return Saying(said.ConsentAsked(**_what(handover)), handover.case_id, handover.id)
        case Decided(consent, handover):
            decided = DECIDED[consent.decision](**_what(handover), how=consent.how)
            return Saying(decided, consent.case_id, handover.id, hour)
        case SafeContactGiven(safe_contact):
            return Saying(said.SafeContactChanged(**_way(safe_contact)), safe_contact.thread, at=hour)
        case SafeContactWithdrawn(safe_contact):
            return Saying(said.SafeContactWithdrawn(**_way(safe_contact)), safe_contact.thread, at=hour)
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


def assigned(contact: Contact) -> Message:
    counsellor = reference_of(contact.counsellor) if contact.counsellor else None
    return said.ContactAssigned(**_who(contact), reason=contact.reason, counsellor=counsellor)


def _way(contact: SafeContact) -> dict[str, Any]:
    owner = {"case_id": contact.case_id} if contact.case_id else {"contact_id": contact.contact_id}
    return {"reference": contact.id, **owner}


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
