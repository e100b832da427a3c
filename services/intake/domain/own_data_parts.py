"""The parts of a person's own data, each made from the desk's records (`own_data`)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.addition import AdditionDecision
from services.intake.domain.consent import Consent, Decision
from services.intake.domain.emergency import Informed
from services.intake.domain.evidence import Manifest
from services.intake.domain.incident import Account, OpenedIncident
from services.intake.domain.note import Direction, NoteKind, OpenedNote
from services.intake.domain.progress import Progress
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.thread_content import (
    OpenedAddition,
    OpenedHandover,
    Reached,
    ShownCorrection,
    ThreadContent,
)
from shared.arrangement import Answer, Arrangement
from shared.contracts.vocabulary import ConsentHow, ConsentItem, DeadlineRule, ProceedingState, ReferralKind


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class OwnMessage(Part):
    by: Literal["person", "contact_point"]
    at: datetime
    text: str = Field(repr=False)


class ContactWay(Part):
    """`in_force`: whether it is used now; earlier ones are still held."""

    in_force: bool
    way: SafeContact | None = Field(repr=False)
    """`None`: withdrawn."""


class Decided(Part):
    """`items`: the items agreed to, if fewer than asked for; `files`: the numbers of the files agreed to."""

    decision: Decision
    how: ConsentHow
    at: datetime
    items: tuple[ConsentItem, ...] | None = None
    never: bool = False
    files: tuple[int, ...] = ()
    mistaken_at: datetime | None = None
    """Time at which it was found that it was noted by mistake; since then it counts for nothing."""
    reached: Reached | None = None
    """Whether the partner had been sent the request by then, and saw it; only for a consent noted by mistake."""

    @classmethod
    def of(cls, consent: Consent, own: ThreadContent) -> Self:
        return cls(
            decision=consent.decision,
            how=consent.how,
            at=consent.at,
            items=consent.items,
            never=consent.never,
            files=tuple(file.number for file in own.files(consent.evidence)),
            mistaken_at=consent.mistaken_at or consent.never_withdrawn_at,
            reached=_reached(own.corrected(consent.handover_id), consent),
        )


class Added(Part):
    """`items`: the texts that were or would have been passed on in addition, in full."""

    asked_at: datetime
    items: dict[ConsentItem, str] = Field(repr=False)
    decisions: tuple[Decided, ...]

    @classmethod
    def of(cls, asked: OpenedAddition, own: ThreadContent) -> Self:
        corrected = own.corrected(asked.addition.handover_id, asked.addition.id)
        return cls(
            asked_at=asked.addition.asked_at,
            items=asked.texts,
            decisions=tuple(
                Decided(
                    decision=each.decision,
                    how=each.how,
                    at=each.at,
                    items=each.items or None,
                    mistaken_at=each.mistaken_at,
                    reached=_reached(corrected, each),
                )
                for each in asked.addition.decisions
            ),
        )


class HandedOver(Part):
    """`items`: the texts that were or would have been passed on, in full.

    `named_at`: when the person was told of the partner.
    """

    partner: str
    category: str | None
    kind: ReferralKind
    asked_at: datetime
    items: dict[ConsentItem, str] = Field(repr=False)
    decisions: tuple[Decided, ...]
    named_at: datetime | None
    added: tuple[Added, ...] = ()
    """Additions that were asked for later."""
    arranged: Arrangement | None = None
    """The partner's proposal: its appointments, and who is in charge there."""
    answer: Answer | None = None
    """The person's answer to these appointments."""

    @classmethod
    def of(cls, opened: OpenedHandover, own: ThreadContent) -> Self:
        asked = opened.handover
        arranged = own.arrangement_if_any(asked.id)
        return cls(
            partner=asked.partner.name,
            category=asked.partner.category,
            kind=asked.kind,
            asked_at=asked.asked_at,
            items=opened.texts,
            decisions=tuple(Decided.of(each, own) for each in own.consents if each.handover_id == asked.id),
            named_at=asked.named_at,
            added=tuple(Added.of(each, own) for each in own.additions_to(asked.id)),
            arranged=arranged.content if arranged else None,
            answer=arranged.answer if arranged else None,
        )


class Happened(Part):
    """`said`: the sentence on the person's page."""

    step: str
    at: datetime
    said: str
    partner: str | None
    proceeding: ProceedingState | None
    rule: DeadlineRule | None
    act_by: date | None
    over_on: date | None

    @classmethod
    def of(cls, step: Progress, said: str) -> Self:
        return cls(
            step=step.step,
            at=step.at,
            said=said,
            partner=step.partner,
            proceeding=step.proceeding,
            rule=step.rule,
            act_by=step.act_by,
            over_on=step.over_on,
        )


class OwnLine(Part):
    """A line of the timeline that the team sees."""

    at: datetime
    said: str


class OwnEvidence(Part):
    """A piece of evidence without the file itself, which is given on its own."""

    number: int
    manifest: Manifest = Field(repr=False)


class Disclosed(Part):
    informed: Informed
    at: datetime


class OwnNote(Part):
    """A note of a contact with the person, as the desk wrote it down, without its author.

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

    @classmethod
    def of(cls, opened: OpenedNote) -> Self:
        return cls(
            number=opened.note.number,
            at=opened.note.at,
            happened_on=opened.note.happened_on,
            kind=opened.note.kind,
            direction=opened.note.direction,
            text=opened.text,
            corrects=opened.corrects,
            corrected_by=opened.corrected_by,
        )


class OwnIncident(Part):
    """An incident that the person told. `corrects`: the number of the entry before; earlier ones are still held."""

    number: int
    at: datetime
    account: Account = Field(repr=False)
    corrects: int | None

    @classmethod
    def of(cls, opened: OpenedIncident, every: Iterable[OpenedIncident]) -> Self:
        own, numbers = opened.incident, {each.incident.id: each.incident.number for each in every}
        return cls(number=own.number, at=own.at, account=opened.account, corrects=numbers.get(own.corrects or ""))


def _reached(corrected: Iterable[ShownCorrection], noted: Consent | AdditionDecision) -> Reached | None:
    if noted.mistaken_at is None or noted.decision != "given":
        return None
    return next((each.reached for each in corrected if each.at == noted.mistaken_at), None)
