"""Own data: what the contact point holds of a person, as it is given to them on request (Art. 15 GDPR).

Data of others is left out: who at the desk did what, who looked at it, open tasks, internal notes, and the words in
which somebody was informed of a danger. Somebody who reports for another gets their own messages and our answers, and
nothing of a case.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field

from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.emergency import Disclosure
from services.intake.domain.incident import OpenedIncident, ToldBy
from services.intake.domain.note import OpenedNote
from services.intake.domain.own_data_parts import (
    ContactWay,
    Disclosed,
    HandedOver,
    Happened,
    OwnEvidence,
    OwnIncident,
    OwnLine,
    OwnMessage,
    OwnNote,
    Part,
)
from services.intake.domain.progress import Progress
from services.intake.domain.situation import Situation
from services.intake.domain.talk import Talk
from services.intake.domain.thread_content import Kept, ThreadContent
from shared.contracts.vocabulary import CaseOutcome, Channel, Land, Reason, Via
from shared.errors import Conflict
from shared.file_numbers import ActNumbers

NO_SAFE_CONTACT = "Hier ist kein Kontaktweg hinterlegt, den die Person selbst genannt hat."


class IdentityCheck(StrEnum):
    """Ground on which the desk knows that the person asks: words of a list, because the audit trail keeps them."""

    WITH_CODE = "with_code"
    OVER_SAFE_CONTACT = "over_safe_contact"
    IN_PERSON = "in_person"


class OwnData(Part):
    number: str | None = None
    recorded_at: datetime
    happened_on: date | None = None
    channel: Channel
    reason: Reason
    land: Land
    found_by: Via | None
    channel_reference: str | None = Field(repr=False)
    state: Literal["open", "closed"] | None = None
    outcome: CaseOutcome | None = None
    situation: Situation | None = None
    talk: Talk | None = Field(default=None, repr=False)
    messages: tuple[OwnMessage, ...]
    contact_ways: tuple[ContactWay, ...]
    evidence: tuple[OwnEvidence, ...] = ()
    handed_over: tuple[HandedOver, ...] = ()
    happened: tuple[Happened, ...] = ()
    timeline: tuple[OwnLine, ...] = ()
    disclosed: tuple[Disclosed, ...] = ()
    notes: tuple[OwnNote, ...] = ()
    internal_notes: tuple[datetime, ...] = ()
    """Time of each internal note: they may tell of others, so a human looks at each before it is given."""
    incidents: tuple[OwnIncident, ...] = ()
    internal_incidents: tuple[datetime, ...] = ()
    """Time of entry of each incident that others told of; a human looks at them like at internal notes."""
    kept: Kept | None = None
    file_numbers: tuple[ActNumbers, ...] = ()
    """The numbers under which police and prosecution keep the person's report, as referral gave them to intake."""

    @classmethod
    def of(cls, known: "Known", say: Callable[[Progress], str]) -> Self:
        """Makes the own data of one thread. `say` words a step for the person."""
        contact = known.contact
        own = cls(
            recorded_at=contact.recorded_at,
            happened_on=contact.happened_on,
            channel=contact.channel,
            reason=contact.reason,
            land=contact.land,
            found_by=contact.via,
            channel_reference=known.channel_reference,
            talk=known.content.talk,
            messages=known.messages,
            contact_ways=known.contact_ways,
            evidence=tuple(OwnEvidence(number=each.number, manifest=each.manifest) for each in known.content.evidence),
        )
        return own if known.is_for_another else own.model_copy(update=_of_case(known, say))


@dataclass(frozen=True)
class Known:
    """All content of one thread, opened."""

    contact: Contact
    case: Case | None
    content: ThreadContent
    messages: tuple[OwnMessage, ...]
    contact_ways: tuple[ContactWay, ...]
    disclosures: tuple[Disclosure, ...]
    notes: tuple[OpenedNote, ...]
    incidents: tuple[OpenedIncident, ...]
    channel_reference: str | None
    timeline: tuple[OwnLine, ...] = ()

    @property
    def is_for_another(self) -> bool:
        return self.contact.reason is Reason.ON_BEHALF


def refuse_unchecked(check: IdentityCheck, *, has_safe_contact: bool) -> None:
    """Raises Conflict for a check that cannot have been made.

    `has_safe_contact`: whether the person stated one; one that the desk stated for them proves nothing.
    """
    if check is IdentityCheck.OVER_SAFE_CONTACT and not has_safe_contact:
        raise Conflict("not-in-this-state", NO_SAFE_CONTACT)


def _of_case(known: Known, say: Callable[[Progress], str]) -> dict[str, object]:
    """Returns the fields of a case, without disclosures the person must not read yet: those could endanger them."""
    return {
        "number": known.case.number if known.case else None,
        "state": "closed" if known.contact.state == "closed" else "open",
        "kept": known.content.kept,
        "outcome": known.case.outcome if known.case else None,
        "situation": known.case.situation if known.case else None,
        "handed_over": tuple(HandedOver.of(each, known.content) for each in known.content.handovers),
        "happened": tuple(Happened.of(each, say(each)) for each in known.content.progress),
        "timeline": known.timeline,
        "file_numbers": known.content.file_numbers,
        "disclosed": tuple(Disclosed(informed=each.informed, at=each.at) for each in known.disclosures if each.told_at),
        "notes": tuple(OwnNote.of(each) for each in known.notes if each.note.is_with_the_person),
        "incidents": tuple(OwnIncident.of(each, known.incidents) for each in known.incidents if _told_by_her(each)),
        "internal_incidents": tuple(each.incident.at for each in known.incidents if not _told_by_her(each)),
        "internal_notes": tuple(each.note.at for each in known.notes if not each.note.is_with_the_person),
    }


def _told_by_her(opened: OpenedIncident) -> bool:
    return opened.account.told_by is ToldBy.PERSON
