"""What the contact point holds of a person, as she is given it (Art. 15 GDPR): her own, and what became of it.

Others are left out: who at the desk did what, who looked at it, what is to be done there, internal notes, and the words
in which somebody was informed of a danger. Whoever reports for somebody else gets what they wrote and were answered,
and nothing of a case.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.addition import AdditionDecision
from services.intake.domain.case import Case
from services.intake.domain.contact import Contact
from services.intake.domain.emergency import Disclosure, Informed
from services.intake.domain.evidence import Manifest
from services.intake.domain.handover import Consent, Decision
from services.intake.domain.incident import Account, OpenedIncident, ToldBy
from services.intake.domain.note import Direction, NoteKind, OpenedNote
from services.intake.domain.progress import Progress
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.situation import Situation
from services.intake.domain.talk import Talk
from services.intake.domain.thread_content import (
    Kept,
    OpenedAddition,
    OpenedHandover,
    Reached,
    ShownCorrection,
    ThreadContent,
)
from shared.arrangement import Answer, Arrangement
from shared.contracts.vocabulary import (
    CaseOutcome,
    Channel,
    ConsentHow,
    ConsentItem,
    DeadlineRule,
    Land,
    ProceedingState,
    Reason,
    ReferralKind,
    Via,
)
from shared.errors import Conflict
from shared.file_numbers import ActNumbers

NO_SAFE_CONTACT = "Hier ist kein Kontaktweg hinterlegt, den die Person selbst genannt hat."


class IdentityCheck(StrEnum):
    """How it is known that it is the person who asks: words of a list, because the chain of looks keeps them."""

    WITH_CODE = "with_code"
    OVER_SAFE_CONTACT = "over_safe_contact"
    IN_PERSON = "in_person"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class OwnMessage(Part):
    by: Literal["person", "contact_point"]
    at: datetime
    text: str = Field(repr=False)


class ContactWay(Part):
    """`in_force`: the one that is used now; earlier ones are still held."""

    in_force: bool
    way: SafeContact | None = Field(repr=False)
    """None: withdrawn."""


class Decided(Part):
    """`items`: what was agreed to, where it was less than was asked for; `files`: their numbers."""

    decision: Decision
    how: ConsentHow
    at: datetime
    items: tuple[ConsentItem, ...] | None = None
    never: bool = False
    files: tuple[int, ...] = ()
    mistaken_at: datetime | None = None
    """When it was found that it was noted by mistake: it counts for nothing since."""
    reached: Reached | None = None
    """Of such a consent, whether the partner was sent the request by then, and saw it."""


class Added(Part):
    """`items`: what was or would have been passed on in addition, in full."""

    asked_at: datetime
    items: dict[ConsentItem, str] = Field(repr=False)
    decisions: tuple[Decided, ...]


class HandedOver(Part):
    """`items`: what was or would have been passed on, in full. `named_at`: when the person was told of the partner."""

    partner: str
    category: str | None
    kind: ReferralKind
    asked_at: datetime
    items: dict[ConsentItem, str] = Field(repr=False)
    decisions: tuple[Decided, ...]
    named_at: datetime | None
    added: tuple[Added, ...] = ()
    """What was asked for later, in addition."""
    arranged: Arrangement | None = None
    """What the partner proposes: its appointments, and who is in charge there."""
    answer: Answer | None = None
    """Hers to these appointments."""


class Happened(Part):
    """`said`: as the person's page says it."""

    step: str
    at: datetime
    said: str
    partner: str | None
    proceeding: ProceedingState | None
    rule: DeadlineRule | None
    act_by: date | None
    over_on: date | None


class OwnLine(Part):
    """Of the timeline that the team sees."""

    at: datetime
    said: str


class OwnEvidence(Part):
    """Without the file itself: that is given on its own."""

    number: int
    manifest: Manifest = Field(repr=False)


class Disclosed(Part):
    informed: Informed
    at: datetime


class OwnNote(Part):
    """Of a contact with her: what she said or was told, as the desk wrote it down; the one who wrote is left out.

    `corrects`, `corrected_by`: numbers of the notes before and after; earlier ones are still held.
    """

    number: int
    at: datetime
    happened_on: date | None
    kind: NoteKind
    direction: Direction
    text: str = Field(repr=False)
    corrects: int | None
    corrected_by: int | None


class OwnIncident(Part):
    """As she told it and the desk entered it. `corrects`: the number of the one before; earlier ones are still held."""

    number: int
    at: datetime
    account: Account = Field(repr=False)
    corrects: int | None


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
    """When each was written: they may tell of others, so a human looks at each before it is given."""
    incidents: tuple[OwnIncident, ...] = ()
    internal_incidents: tuple[datetime, ...] = ()
    """When those were entered that others told of: as internal notes."""
    kept: Kept | None = None
    file_numbers: tuple[ActNumbers, ...] = ()
    """Under which police and prosecution keep what she reported, as referral gave them to intake."""

    @classmethod
    def of(cls, known: "Known", say: Callable[[Progress], str]) -> Self:
        """`say` words a step for the person."""
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
    """All that is opened of one thread."""

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
    """`has_safe_contact`: one of her own; one that the desk stated for her proves nothing.

    Raises Conflict for a check that cannot have been made.
    """
    if check is IdentityCheck.OVER_SAFE_CONTACT and not has_safe_contact:
        raise Conflict("not-in-this-state", NO_SAFE_CONTACT)


def _of_case(known: Known, say: Callable[[Progress], str]) -> dict[str, object]:
    """A disclosure of which the person must not read yet is left out: it could endanger her."""
    return {
        "number": known.case.number if known.case else None,
        "state": "closed" if known.contact.state == "closed" else "open",
        "kept": known.content.kept,
        "outcome": known.case.outcome if known.case else None,
        "situation": known.case.situation if known.case else None,
        "handed_over": tuple(_handed_over(each, known.content) for each in known.content.handovers),
        "happened": tuple(_happened(each, say(each)) for each in known.content.progress),
        "timeline": known.timeline,
        "file_numbers": known.content.file_numbers,
        "disclosed": tuple(_disclosed(known.disclosures)),
        "notes": tuple(_note(each) for each in known.notes if each.note.is_with_the_person),
        "incidents": tuple(_incident(each, known.incidents) for each in known.incidents if _told_by_her(each)),
        "internal_incidents": tuple(each.incident.at for each in known.incidents if not _told_by_her(each)),
        "internal_notes": tuple(each.note.at for each in known.notes if not each.note.is_with_the_person),
    }


def _handed_over(opened: OpenedHandover, own: ThreadContent) -> HandedOver:
    asked = opened.handover
    decisions = [each for each in own.consents if each.handover_id == asked.id]
    arranged = own.arrangement_if_any(asked.id)
    return HandedOver(
        partner=asked.partner.name,
        category=asked.partner.category,
        kind=asked.kind,
        asked_at=asked.asked_at,
        items=opened.texts,
        decisions=tuple(
            Decided(
                decision=each.decision,
                how=each.how,
                at=each.at,
                items=each.items,
                never=each.never,
                files=tuple(file.number for file in own.files(each.evidence)),
                mistaken_at=each.mistaken_at,
                reached=_reached(own.corrected(asked.id), each),
            )
            for each in decisions
        ),
        named_at=asked.named_at,
        added=tuple(_added(each, own) for each in own.additions_to(asked.id)),
        arranged=arranged.content if arranged else None,
        answer=arranged.answer if arranged else None,
    )


def _reached(corrected: Iterable[ShownCorrection], noted: Consent | AdditionDecision) -> Reached | None:
    if noted.mistaken_at is None or noted.decision != "given":
        return None
    return next((each.reached for each in corrected if each.at == noted.mistaken_at), None)


def _added(found: OpenedAddition, own: ThreadContent) -> Added:
    return Added(
        asked_at=found.addition.asked_at,
        items=found.texts,
        decisions=tuple(
            Decided(
                decision=each.decision,
                how=each.how,
                at=each.at,
                items=each.items or None,
                mistaken_at=each.mistaken_at,
                reached=_reached(own.corrected(found.addition.handover_id, found.addition.id), each),
            )
            for each in found.addition.decisions
        ),
    )


def _happened(step: Progress, said: str) -> Happened:
    return Happened(
        step=step.step,
        at=step.at,
        said=said,
        partner=step.partner,
        proceeding=step.proceeding,
        rule=step.rule,
        act_by=step.act_by,
        over_on=step.over_on,
    )


def _disclosed(disclosures: Iterable[Disclosure]) -> Iterable[Disclosed]:
    return (Disclosed(informed=each.informed, at=each.at) for each in disclosures if each.told_at)


def _note(opened: OpenedNote) -> OwnNote:
    return OwnNote(
        number=opened.note.number,
        at=opened.note.at,
        happened_on=opened.note.happened_on,
        kind=opened.note.kind,
        direction=opened.note.direction,
        text=opened.text,
        corrects=opened.corrects,
        corrected_by=opened.corrected_by,
    )


def _told_by_her(opened: OpenedIncident) -> bool:
    return opened.account.told_by is ToldBy.PERSON


def _incident(opened: OpenedIncident, every: Iterable[OpenedIncident]) -> OwnIncident:
    own, numbers = opened.incident, {each.incident.id: each.incident.number for each in every}
    return OwnIncident(number=own.number, at=own.at, account=opened.account, corrects=numbers.get(own.corrects or ""))
