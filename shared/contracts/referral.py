"""Messages that referral publishes to the other services; those to partners are in partner.py."""

from datetime import date
from typing import Annotated, Final

from pydantic import AwareDatetime, Field

from shared.contracts.message import Id, Message, Open, Part, Reference
from shared.contracts.vocabulary import (
    AnsweredBy,
    DeclineReason,
    Discontinuation,
    EntitledRole,
    FailReason,
    Land,
    Level,
    NoticeKind,
    Offence,
    PartnerAnswer,
    PartnerCategory,
    ProceedingSource,
    ProceedingState,
    Purpose,
    RecallReason,
    ReferralKind,
    ReferralOutcome,
    Urgency,
    Way,
)

MAIL: Final = r"^[^@\s]+@[^@\s]+$"
WEB: Final = r"^https?://\S+$"
LONGEST_OF_THE_ENTRY: Final = 2_000
OfTheEntry = Annotated[str, Field(min_length=1, max_length=LONGEST_OF_THE_ENTRY)]
TimeOfDay = Annotated[str, Field(pattern=r"^[0-2][0-9]:[0-5][0-9]$")]


class OpenHours(Part):
    """Days as RFC 5545 writes them, times of day in Berlin."""

    days: tuple[Annotated[str, Field(pattern=r"^(MO|TU|WE|TH|FR|SA|SU)$")], ...]
    opens: TimeOfDay
    closes: TimeOfDay


class ContactCard(Part):
    """How a person reaches the partner herself, as its entry of the directory says to people who ring or write."""

    phones: tuple[Annotated[str, Field(pattern=r"^\+?[0-9][0-9 /()-]{2,30}$")], ...] = ()
    mail: Annotated[str, Field(pattern=MAIL)] | None = None
    web: Annotated[str, Field(pattern=WEB)] | None = None
    hours: tuple[OpenHours, ...] = ()


class _Partner(Message):
    TOPIC = "lotse.referral.directory"
    partner_id: Id


class PartnerListed(_Partner):
    """`does`, `does_not` and the `phrase` to begin with are the words of the entry; one that says nothing has none.

    `card`: of an entry that is released for the public, and of no other. `onboarded`: whether referrals go to it; an
    earlier release did not say it.
    """

    TYPE = "lotse.referral.directory.listed.v1"
    category: Open[PartnerCategory]
    level: Open[Level]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    ways: tuple[Open[Way], ...]
    land: Open[Land] | None = None
    does: OfTheEntry | None = None
    does_not: OfTheEntry | None = None
    phrase: OfTheEntry | None = None
    card: ContactCard | None = None
    onboarded: bool | None = None


class PartnerDelisted(_Partner):
    TYPE = "lotse.referral.directory.delisted.v1"


class _OfEntry(Message):
    """A fact about a mail to a partner that concerns its directory entry, and no case."""

    TOPIC = "lotse.referral.entry"
    partner_id: Id


class EntryTested(_OfEntry):
    """A supervisor tries whether a mail to the addresses of the entry arrives; none of them travels."""

    TYPE = "lotse.referral.entry.tested.v1"


class EntryDue(_OfEntry):
    """The partner is asked to confirm or correct its entry before it counts as stale; said once more as a reminder."""

    TYPE = "lotse.referral.entry.due.v1"


class EntryReached(_OfEntry):
    """After a mail that came back: a test arrived, or the entry was confirmed by another way."""

    TYPE = "lotse.referral.entry.reached.v1"


class _OfReferral(Message):
    TOPIC = "lotse.referral.referral"
    case_id: Id
    referral_id: Id
    partner_id: Id


class _Referral(_OfReferral):
    """A fact with the fields that consumers other than statistics need; a fact that needs none of them does without."""

    partner_category: Open[PartnerCategory]
    level: Open[Level]
    kind: Open[ReferralKind]
    urgency: Open[Urgency]


class ReferralSent(_Referral):
    """`purpose`: of what is kept for prevention, and is no case; None for every other, and in older events."""

    TYPE = "lotse.referral.referral.sent.v1"
    respond_by: AwareDatetime
    replaces: Id | None = None
    purpose: Open[Purpose] | None = None


class ReferralNamed(_Referral):
    """A cold one: the person reaches the partner herself, which gets nothing and is told nothing.

    `purpose`: as of `ReferralSent`.
    """

    TYPE = "lotse.referral.referral.named.v1"
    card: ContactCard
    replaces: Id | None = None
    purpose: Open[Purpose] | None = None


class ReferralDelivered(_Referral):
    """The partner looked at the package for the first time."""

    TYPE = "lotse.referral.referral.delivered.v1"


class ReferralQuestioned(_Referral):
    """The partner asks something before it decides; what it asks is sealed and does not travel."""

    TYPE = "lotse.referral.referral.questioned.v1"
    by: Open[AnsweredBy]


class ReferralInformed(_Referral):
    """Its question is answered; it is asked to decide by another time."""

    TYPE = "lotse.referral.referral.informed.v1"
    respond_by: AwareDatetime


class ReferralWaitlisted(_Referral):
    """The partner has nobody free until a day; it is asked to decide by the end of it."""

    TYPE = "lotse.referral.referral.waitlisted.v1"
    by: Open[AnsweredBy]
    respond_by: AwareDatetime


class ReferralAccepted(_Referral):
    TYPE = "lotse.referral.referral.accepted.v1"
    by: Open[AnsweredBy]


class ReferralDeclined(_Referral):
    TYPE = "lotse.referral.referral.declined.v1"
    by: Open[AnsweredBy]
    reason: Open[DeclineReason]


class ReferralOverdue(_Referral):
    TYPE = "lotse.referral.referral.overdue.v1"
    respond_by: AwareDatetime


class ReferralExpired(_Referral):
    TYPE = "lotse.referral.referral.expired.v1"
    respond_by: AwareDatetime


class ReferralAnsweredLate(_Referral):
    """The partner answered when nobody waited any longer; the referral stays expired."""

    TYPE = "lotse.referral.referral.answered-late.v1"
    by: Open[AnsweredBy]
    answer: Open[PartnerAnswer]


class ReferralReturned(_Referral):
    TYPE = "lotse.referral.referral.returned.v1"
    by: Open[AnsweredBy]
    reason: Open[DeclineReason]


class ReferralContacted(_Referral):
    TYPE = "lotse.referral.referral.contacted.v1"
    by: Open[AnsweredBy]


class ReferralCompleted(_Referral):
    TYPE = "lotse.referral.referral.completed.v1"
    by: Open[AnsweredBy]
    outcome: Open[ReferralOutcome]


class ReferralFailed(_Referral):
    TYPE = "lotse.referral.referral.failed.v1"
    by: Open[AnsweredBy]
    reason: Open[FailReason]


class ReferralRecalled(_Referral):
    TYPE = "lotse.referral.referral.recalled.v1"
    reason: Open[RecallReason]


class ReferralLinkRenewed(_OfReferral):
    """The partner asked for a new link to it at the page of one that had ended."""

    TYPE = "lotse.referral.referral.link-renewed.v1"


class ReferralMailReceived(_OfReferral):
    """Somebody wrote in answer to a mail to the partner; what it says is sealed and does not travel."""

    TYPE = "lotse.referral.referral.mail-received.v1"


class ReferralAdditionsChanged(_OfReferral):
    """What the partner may read in addition to the package is more than before, or less."""

    TYPE = "lotse.referral.referral.additions-changed.v1"


class ReferralArrangementOffered(_OfReferral):
    """The partner proposed appointments or named who is in charge: the person can read it by now."""

    TYPE = "lotse.referral.referral.arrangement-offered.v1"


class ReferralArrangementAnswered(_OfReferral):
    """The person answered which appointment fits, if one does: the partner can read it by now."""

    TYPE = "lotse.referral.referral.arrangement-answered.v1"


class _CapacityInquiry(Message):
    """A partner is asked whether it has room, before anybody is asked to agree and before it learns who it is for."""

    TOPIC = "lotse.referral.referral"
    case_id: Id
    inquiry_id: Id
    partner_id: Id


class CapacityAsked(_CapacityInquiry):
    """What it is asked stands at referral; the partner's own topic and its mail do not name the case."""

    TYPE = "lotse.referral.referral.capacity-asked.v1"


class CapacityAnswered(_CapacityInquiry):
    """Said again where the partner changes its answer before the time is over; what it said stands at referral."""

    TYPE = "lotse.referral.referral.capacity-answered.v1"


class CapacityLapsed(_CapacityInquiry):
    """Nobody there answered in time, the mail never arrived, or the partner left the directory."""

    TYPE = "lotse.referral.referral.capacity-lapsed.v1"


class Offender(Part):
    """Without `known_on` the offender is unknown."""

    ref: Reference
    known_on: date | None = None


class Entitled(Part):
    """Without days of its own it is taken to know what the affected person knows."""

    ref: Reference
    role: Open[EntitledRole]
    act_known_on: date | None = None
    offender_known_on: date | None = None


class Notice(Part):
    kind: Open[NoticeKind]
    on: date


class OtherAccount(Part):
    """What another proceeding of the same act says, as `ProceedingUpdated` says it of its own."""

    proceeding_id: Id
    state: Open[ProceedingState]
    known_on: date
    act_known_on: date
    offender: Offender
    entitled: tuple[Entitled, ...]
    offences: tuple[Open[Offence], ...]
    notices: tuple[Notice, ...] = ()
    discontinuation: Open[Discontinuation] | None = None
    authority_land: Open[Land] | None = None
    further_offenders: tuple[Offender, ...] | None = None


class ProceedingUpdated(Message):
    """The whole of what is known of a criminal proceeding; replaces what was published before.

    `same_act_as`: a counsellor said that it is of the same act as that one, whose event stands for the act and has this
    account among its `accounts`.
    """

    TYPE = "lotse.referral.proceeding.updated.v1"
    TOPIC = "lotse.referral.proceeding"
    case_id: Id
    proceeding_id: Id
    state: Open[ProceedingState]
    source: Open[ProceedingSource]
    known_on: date
    act_known_on: date
    offender: Offender
    entitled: tuple[Entitled, ...]
    offences: tuple[Open[Offence], ...]
    notices: tuple[Notice, ...] = ()
    discontinuation: Open[Discontinuation] | None = None
    authority_land: Open[Land] | None = None
    further_offenders: tuple[Offender, ...] | None = None
    same_act_as: Id | None = None
    accounts: tuple[OtherAccount, ...] | None = None
