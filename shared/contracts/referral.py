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
    """Hours in which a partner can be reached, the same on each of the `days`.

    `days`: in the two letters of RFC 5545. `opens`, `closes`: times of day in Berlin.
    """

    days: tuple[Annotated[str, Field(pattern=r"^(MO|TU|WE|TH|FR|SA|SU)$")], ...]
    opens: TimeOfDay
    closes: TimeOfDay


class ContactCard(Part):
    """The ways in which a person can reach a partner by themselves, as the partner's entry of the directory gives them.

    `hours`: when somebody is there.
    """

    phones: tuple[Annotated[str, Field(pattern=r"^\+?[0-9][0-9 /()-]{2,30}$")], ...] = ()
    mail: Annotated[str, Field(pattern=MAIL)] | None = None
    web: Annotated[str, Field(pattern=WEB)] | None = None
    hours: tuple[OpenHours, ...] = ()


class _Partner(Message):
    TOPIC = "lotse.referral.directory"
    partner_id: Id


class PartnerListed(_Partner):
    """A partner's entry of the directory as it is now; it replaces what was published of the entry before.

    `name`: the name of the organisation or service. `ways`: the ways by which the contact point reaches it. `land`: the
    Land to which it belongs, if to one. `does`, `does_not`: the entry's own words on what the partner does and does not
    do; `phrase`: its words to begin with on the telephone, so that the right people answer. Each is absent where the
    entry says nothing. `card`: absent where the entry is not released for the public. `onboarded`: whether referrals go
    to the partner; absent in events of an earlier release.
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
    """A partner left the directory, for good or for a time: it is not proposed any more, and its open referrals end.

    `lotse.referral.directory.listed.v1` puts it back.
    """

    TYPE = "lotse.referral.directory.delisted.v1"


class _OfEntry(Message):
    """A fact about a mail to a partner that concerns its entry of the directory, and no case."""

    TOPIC = "lotse.referral.entry"
    partner_id: Id


class EntryTested(_OfEntry):
    """A partner is to get a test mail, by which a supervisor tries whether mails to its entry's addresses arrive.

    The addresses do not travel.
    """

    TYPE = "lotse.referral.entry.tested.v1"


class EntryDue(_OfEntry):
    """A partner is to be asked by mail to confirm or correct its entry of the directory, before that counts as stale.

    Published once more for the reminder, and where a supervisor has the partner asked at another time.
    """

    TYPE = "lotse.referral.entry.due.v1"


class EntryReached(_OfEntry):
    """A mail to a partner about its entry had come back, and the partner is reached now: nobody has to act any more.

    A test mail arrived, or the entry was confirmed in another way.
    """

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
    """A referral was sent to a partner, which is asked to answer by `respond_by`.

    What it says about the person does not travel. `urgency`: that of the case when the referral was made. `replaces`:
    the referral that did not work out, in whose place this one comes. `purpose`: `prevention` where nothing had
    happened to the person, and it is no case; absent for every other referral and in older events. A release before
    `lotse.referral.referral.named.v1` published cold referrals as sent, too.
    """

    TYPE = "lotse.referral.referral.sent.v1"
    respond_by: AwareDatetime
    replaces: Id | None = None
    purpose: Open[Purpose] | None = None


class ReferralNamed(_Referral):
    """A partner was named to a person, who reaches it by themselves: a cold referral, which is over with that.

    The partner gets nothing and is told nothing. `card`: how to reach it. `replaces`, `purpose`: as in
    `lotse.referral.referral.sent.v1`.
    """

    TYPE = "lotse.referral.referral.named.v1"
    card: ContactCard
    replaces: Id | None = None
    purpose: Open[Purpose] | None = None


class ReferralDelivered(_Referral):
    """The partner looked at a referral for the first time."""

    TYPE = "lotse.referral.referral.delivered.v1"


class ReferralQuestioned(_Referral):
    """The partner asked something before it decides; the contact point is to reply.

    The question does not travel.
    """

    TYPE = "lotse.referral.referral.questioned.v1"
    by: Open[AnsweredBy]


class ReferralInformed(_Referral):
    """The partner's question was answered, and it is asked to decide by `respond_by`.

    The reply does not travel.
    """

    TYPE = "lotse.referral.referral.informed.v1"
    respond_by: AwareDatetime


class ReferralWaitlisted(_Referral):
    """The partner has nobody free until a later day; the referral stays open.

    `respond_by`: the end of that day at the partner, by which it is asked to decide.
    """

    TYPE = "lotse.referral.referral.waitlisted.v1"
    by: Open[AnsweredBy]
    respond_by: AwareDatetime


class ReferralAccepted(_Referral):
    """The partner accepted a referral: it will help the person."""

    TYPE = "lotse.referral.referral.accepted.v1"
    by: Open[AnsweredBy]


class ReferralDeclined(_Referral):
    """The partner declined a referral, for this `reason`."""

    TYPE = "lotse.referral.referral.declined.v1"
    by: Open[AnsweredBy]
    reason: Open[DeclineReason]


class ReferralOverdue(_Referral):
    """The partner has not answered by `respond_by`; its answer is still awaited."""

    TYPE = "lotse.referral.referral.overdue.v1"
    respond_by: AwareDatetime


class ReferralExpired(_Referral):
    """A counsellor gave up waiting for the partner, whose answer was due by `respond_by`; the referral has ended."""

    TYPE = "lotse.referral.referral.expired.v1"
    respond_by: AwareDatetime


class ReferralAnsweredLate(_Referral):
    """The partner gave an answer that no longer changes the state of its referral; the desk decides what follows.

    Nobody waited for it any longer, or it contradicts the answer that a counsellor had entered for the partner.
    """

    TYPE = "lotse.referral.referral.answered-late.v1"
    by: Open[AnsweredBy]
    answer: Open[PartnerAnswer]


class ReferralReturned(_Referral):
    """The partner gave back a referral that it had accepted, for this `reason`."""

    TYPE = "lotse.referral.referral.returned.v1"
    by: Open[AnsweredBy]
    reason: Open[DeclineReason]


class ReferralContacted(_Referral):
    """The partner is in touch with the person."""

    TYPE = "lotse.referral.referral.contacted.v1"
    by: Open[AnsweredBy]


class ReferralCompleted(_Referral):
    """The partner's help has ended, with this `outcome`."""

    TYPE = "lotse.referral.referral.completed.v1"
    by: Open[AnsweredBy]
    outcome: Open[ReferralOutcome]


class ReferralFailed(_Referral):
    """A referral that the partner had accepted led to no help, for this `reason`."""

    TYPE = "lotse.referral.referral.failed.v1"
    by: Open[AnsweredBy]
    reason: Open[FailReason]


class ReferralRecalled(_Referral):
    """The contact point took an open referral back, for this `reason`: the partner may read nothing more of it.

    Where no `lotse.referral.referral.sent.v1` came before, the partner was never told of the referral.
    """

    TYPE = "lotse.referral.referral.recalled.v1"
    reason: Open[RecallReason]


class ReferralLinkRenewed(_OfReferral):
    """Somebody with an ended link to a referral asked for a new one, which is to be mailed to the partner.

    The link does not travel.
    """

    TYPE = "lotse.referral.referral.link-renewed.v1"


class ReferralMailReceived(_OfReferral):
    """Somebody wrote in answer to a mail to the partner; what they wrote does not travel.

    It is not proven that the partner wrote it, and the referral's state stays as it is.
    """

    TYPE = "lotse.referral.referral.mail-received.v1"


class ReferralAdditionsChanged(_OfReferral):
    """The partner may now read more, or less, in addition to what it was given at first.

    What that is does not travel.
    """

    TYPE = "lotse.referral.referral.additions-changed.v1"


class ReferralArrangementOffered(_OfReferral):
    """The partner proposed appointments to the person, or named who is in charge: the person can read it from now on.

    What it says does not travel.
    """

    TYPE = "lotse.referral.referral.arrangement-offered.v1"


class ReferralArrangementAnswered(_OfReferral):
    """The person answered the appointments that the partner had proposed: the partner can read it from now on.

    Which appointment fits, if one does, does not travel.
    """

    TYPE = "lotse.referral.referral.arrangement-answered.v1"


class _CapacityInquiry(Message):
    """A fact about a capacity inquiry, which comes before anybody is asked to agree and names nobody."""

    TOPIC = "lotse.referral.referral"
    case_id: Id
    inquiry_id: Id
    partner_id: Id


class CapacityAsked(_CapacityInquiry):
    """A partner is to be asked whether it has room for somebody, before that person is asked whether they agree.

    The partner does not learn who it is: neither its mail nor the message on its own topic names the case. The question
    itself does not travel.
    """

    TYPE = "lotse.referral.referral.capacity-asked.v1"


class CapacityAnswered(_CapacityInquiry):
    """The partner answered whether it has room; the answer does not travel.

    Published again where the partner changes its answer before the time for it is over.
    """

    TYPE = "lotse.referral.referral.capacity-answered.v1"


class CapacityLapsed(_CapacityInquiry):
    """The question whether a partner has room ended without an answer.

    Nobody there answered in time, the mail never arrived, or the partner left the directory.
    """

    TYPE = "lotse.referral.referral.capacity-lapsed.v1"


class Offender(Part):
    """An offender, by a reference that does not say who it is and stays the same within the proceeding.

    `known_on`: the day since which the affected person knows who the offender is; absent where they do not know.
    """

    ref: Reference
    known_on: date | None = None


class Entitled(Part):
    """Somebody who may request prosecution (§§ 77, 77a StGB), by a reference that stays the same within the proceeding.

    `act_known_on`, `offender_known_on`: the days on which they learned of the act, and who the offender is. Where a day
    is absent, they are taken to know what the affected person knows.
    """

    ref: Reference
    role: Open[EntitledRole]
    act_known_on: date | None = None
    offender_known_on: date | None = None


class Notice(Part):
    """Something that happened in a proceeding on a day, and may start, suspend or end a legal period."""

    kind: Open[NoticeKind]
    on: date


class OtherAccount(Part):
    """The account of another proceeding that is about the same act.

    Its fields mean the same as in `lotse.referral.proceeding.updated.v1`.
    """

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
    """All that is known of a criminal proceeding now; it replaces what was published of it before.

    `known_on`: the day on which its `state` became known; `source`: who told it. `act_known_on`: the day on which the
    affected person learned of the act. `offender`, `further_offenders`: those who did it. `entitled`: who may request
    prosecution. `discontinuation`: how the proceeding was discontinued, if it was. `authority_land`: the Land of the
    authority, whose holidays count; absent where nobody knows. Names, file number and what happened do not travel.

    `same_act_as`: another proceeding, of which a counsellor said that it is about the same act and stands for it: its
    event has this one among its `accounts`. `accounts`: what is known of the other proceedings about the same act,
    where this one stands for all of them.
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
