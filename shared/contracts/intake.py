"""Messages that intake publishes."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from shared.contracts.message import Id, Message, Open, Part, Reference
from shared.contracts.vocabulary import (
    CaseOutcome,
    Channel,
    ConsentHow,
    ConsentItem,
    Land,
    MunicipalityKind,
    Need,
    NotedDecision,
    Person,
    Purpose,
    Reason,
    ReferralKind,
    TargetGroup,
    Tenure,
    ThreatKind,
    TrueAnswer,
    Urgency,
    Via,
)

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
CaseNumber = Annotated[str, Field(pattern=r"^L-[0-9A-HJKMNP-TV-Z]{5}$")]
TextVersion = Annotated[str, Field(pattern=r"^[a-z0-9.-]{1,32}$")]


class _Contact(Message):
    TOPIC = "lotse.intake.contact"
    contact_id: Id
    case_id: Id | None = None


class ContactRecorded(_Contact):
    TYPE = "lotse.intake.contact.recorded.v1"
    channel: Open[Channel]
    reason: Open[Reason]
    land: Open[Land] | None = None
    via: Open[Via] | None = None


class ContactAssigned(_Contact):
    """A counsellor took it over; the reason is the one now seen, and the case the one made of it.

    `counsellor` is a reference by which services know whose case it is; it says nothing about who that is.
    """

    TYPE = "lotse.intake.contact.assigned.v1"
    reason: Open[Reason]
    counsellor: Id | None = None


class ContactAnswered(_Contact):
    TYPE = "lotse.intake.contact.answered.v1"


class ContactClosed(_Contact):
    TYPE = "lotse.intake.contact.closed.v1"
    reason: Open[Reason]


class ContactErased(_Contact):
    TYPE = "lotse.intake.contact.erased.v1"


class Wishes(Part):
    no_police: bool = False
    no_prosecution: bool = False
    languages: tuple[Language, ...] = ()


class _Case(Message):
    TOPIC = "lotse.intake.case"
    case_id: Id


class _CasePicture(_Case):
    """All that other services may know of a case. `urgency` is the one that holds.

    `purpose` is said of a case that is kept for prevention; it is absent for every other case, and in older events.
    """

    channel: Open[Channel]
    land: Open[Land]
    municipality_kind: Open[MunicipalityKind]
    target_group: Open[TargetGroup]
    person: Open[Person]
    tenure: Open[Tenure]
    threat_kinds: tuple[Open[ThreatKind], ...]
    urgency: Open[Urgency]
    needs: tuple[Open[Need], ...]
    wishes: Wishes
    anonymous: bool
    reported_to_police: bool | None = None
    purpose: Open[Purpose] | None = None


class CaseOpened(_CasePicture):
    """`number` is what staff call the case on the telephone; earlier releases did not tell it.

    What was kept for prevention is opened once more, with no purpose, when it becomes a case.
    """

    TYPE = "lotse.intake.case.opened.v1"
    contact_id: Id | None = None
    number: CaseNumber | None = None


class CaseTriaged(_CasePicture):
    """Replaces the picture given before."""

    TYPE = "lotse.intake.case.triaged.v1"
    urgency_self_assessed: Open[Urgency] | None = None


class CaseAnswered(_Case):
    TYPE = "lotse.intake.case.answered.v1"


class CaseClosed(_Case):
    TYPE = "lotse.intake.case.closed.v1"
    outcome: Open[CaseOutcome]


class CaseReopened(_Case):
    TYPE = "lotse.intake.case.reopened.v1"


class CaseJoined(_Case):
    """It counts as no case of its own: another one stands for the same matter, of the same person or of whom somebody
    reported for, and which is not said; or it is the press that asks, and no case at all.

    It goes on under its own id.
    """

    TYPE = "lotse.intake.case.joined.v1"


class CaseParted(_Case):
    """It counts as a case of its own again."""

    TYPE = "lotse.intake.case.parted.v1"


class CaseErased(_Case):
    TYPE = "lotse.intake.case.erased.v1"


class _Consent(Message):
    TOPIC = "lotse.intake.consent"
    case_id: Id
    handover_id: Id
    partner_id: Id
    kind: Open[ReferralKind]
    items: tuple[Open[ConsentItem], ...]
    text_version: TextVersion
    replaces: Id | None = None


class ConsentAsked(_Consent):
    TYPE = "lotse.intake.consent.asked.v1"


class ConsentGiven(_Consent):
    """`items`: what the person agreed to; may be fewer than were asked for.

    `purpose`: of the case when she agreed, whatever that becomes; None in older events.
    """

    TYPE = "lotse.intake.consent.given.v1"
    how: Open[ConsentHow]
    purpose: Open[Purpose] | None = None


class ConsentRefused(_Consent):
    """`never`: the person wants this partner never to learn of her case; None in older events."""

    TYPE = "lotse.intake.consent.refused.v1"
    how: Open[ConsentHow]
    never: bool | None = None


class ConsentWithdrawn(_Consent):
    TYPE = "lotse.intake.consent.withdrawn.v1"
    how: Open[ConsentHow]


class ConsentLapsed(Message):
    """The question is over before the person decided: it was taken back, its partner left, or the case was closed."""

    TYPE = "lotse.intake.consent.lapsed.v1"
    TOPIC = _Consent.TOPIC
    case_id: Id
    handover_id: Id
    partner_id: Id


class _Corrected(Message):
    """The decision that the desk noted was not the person's. This correction is no decision of theirs either."""

    TOPIC = _Consent.TOPIC
    case_id: Id
    handover_id: Id
    partner_id: Id
    was: Open[NotedDecision]


class ConsentCorrected(_Corrected):
    """`truly`: how her answer stands instead. `never`: with it goes that she wants this partner never to learn of it.

    Where she refused and `truly` says so too, nothing else goes.

    A consent that never was leaves the hand-over behind: where she is to be asked all the same, another one follows.

    A withdrawal that never was (`was` withdrawn, `truly` given) gives nothing back: what it ended stays ended.
    """

    TYPE = "lotse.intake.consent.corrected.v1"
    truly: Open[TrueAnswer]
    never: bool | None = None


class _Addition(Message):
    """An addition to a hand-over that runs; its content does not travel, and it is not counted."""

    TOPIC = _Consent.TOPIC
    case_id: Id
    handover_id: Id
    partner_id: Id


class AdditionAsked(_Addition):
    TYPE = "lotse.intake.consent.addition-asked.v1"


class AgreedAddition(Part):
    """As the same fields of the event."""

    asked_at: AwareDatetime
    items: tuple[Open[ConsentItem], ...]


class AdditionGiven(_Addition):
    """The partner may read it by now: it is fetched at each of its looks.

    `asked_at`: when the person was asked, so that it answers nothing that the partner asked later; `items`: what of it
    she agreed to, by kind; `beside`: the other additions to this hand-over that she agreed to and that stand, so that
    those which give a part each add up. None in older events.
    """

    TYPE = "lotse.intake.consent.addition-given.v1"
    asked_at: AwareDatetime | None = None
    items: tuple[Open[ConsentItem], ...] | None = None
    beside: tuple[AgreedAddition, ...] | None = None


class AdditionRefused(_Addition):
    TYPE = "lotse.intake.consent.addition-refused.v1"


class AdditionWithdrawn(_Addition):
    """The hand-over itself stands."""

    TYPE = "lotse.intake.consent.addition-withdrawn.v1"


class AdditionLapsed(_Addition):
    """The question is over before the person decided: it was taken back, or the hand-over ended."""

    TYPE = "lotse.intake.consent.addition-lapsed.v1"


class AdditionCorrected(_Corrected):
    """As a consent: the partner may not read it any more. The hand-over itself stands."""

    TYPE = "lotse.intake.consent.addition-corrected.v1"


class ArrangementAnswered(Message):
    """The person said which appointment of the partner fits, or that none does; the answer is fetched."""

    TYPE = "lotse.intake.consent.arrangement-answered.v1"
    TOPIC = _Consent.TOPIC
    case_id: Id
    handover_id: Id
    partner_id: Id


class _SafeContact(Message):
    """The event's key is the case, or the contact while there is no case."""

    TOPIC = "lotse.intake.safe-contact"
    reference: Reference
    case_id: Id | None = None
    contact_id: Id | None = None


class SafeContactChanged(_SafeContact):
    """`deadline_reminders`: true where the person wishes to be reminded before a deadline ends, otherwise not said."""

    TYPE = "lotse.intake.safe-contact.changed.v1"
    deadline_reminders: bool | None = None


class SafeContactWithdrawn(_SafeContact):
    TYPE = "lotse.intake.safe-contact.withdrawn.v1"
