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
    """A fact about a contact. `case_id`: the case that belongs to it, if one does."""

    TOPIC = "lotse.intake.contact"
    contact_id: Id
    case_id: Id | None = None


class ContactRecorded(_Contact):
    """Somebody brought a concern to the contact point: a call, a mail, a letter, a form or a submission.

    What they said does not travel. `reason`: why they came, as far as it is known by then. `case_id`: the case that is
    opened for the contact, absent where its reason leads to none. `via`: how they heard of the contact point. The time
    of the event is rounded to the hour.
    """

    TYPE = "lotse.intake.contact.recorded.v1"
    channel: Open[Channel]
    reason: Open[Reason]
    land: Open[Land] | None = None
    via: Open[Via] | None = None


class ContactAssigned(_Contact):
    """The responsibility for a contact, its reason or its case changed; the fields say how they are now.

    A counsellor took the contact over, gave it away, stood in for a colleague or reopened it; or it was given a case,
    or passed on as an enquiry of the press. `case_id`: absent where the contact has no case. `counsellor`: a reference
    that is the same for one counsellor in every event and does not say who it is; absent where nobody is responsible at
    the moment.
    """

    TYPE = "lotse.intake.contact.assigned.v1"
    reason: Open[Reason]
    counsellor: Id | None = None


class ContactAnswered(_Contact):
    """The contact point answered somebody whose contact has no case; the answer does not travel.

    Of a contact that has a case, only `lotse.intake.case.answered.v1` is published.
    """

    TYPE = "lotse.intake.contact.answered.v1"


class ContactClosed(_Contact):
    """A contact was closed, by itself or together with its case. `reason`: the one that it had at the end.

    It can be reopened, which `lotse.intake.contact.assigned.v1` says.
    """

    TYPE = "lotse.intake.contact.closed.v1"
    reason: Open[Reason]


class ContactErased(_Contact):
    """A contact was erased, by itself or together with its case: delete all that you hold of it.

    Keep its id as erased, and drop whatever still comes for it.
    """

    TYPE = "lotse.intake.contact.erased.v1"


class Wishes(Part):
    """The person's wishes about who may help.

    `no_police`, `no_prosecution`: they want no police, or no prosecution. `languages`: the languages in which they
    would like to be helped, in the codes of ISO 639.
    """

    no_police: bool = False
    no_prosecution: bool = False
    languages: tuple[Language, ...] = ()


class _Case(Message):
    TOPIC = "lotse.intake.case"
    case_id: Id


class _CasePicture(_Case):
    """All that other services may know of a case: coarse words, and no content."""

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
    """A case was opened; the fields are all that other services may know of it, as far as it is known by then.

    They are coarse words, not what the person told. `urgency`: the one that counts, at first as it was stated.
    `anonymous`: the person wishes to stay anonymous. `reported_to_police`: absent where nobody knows. `contact_id`: the
    contact for which the case was opened. `number`: what staff call the case on the telephone; absent in events of
    earlier releases.

    `purpose`: `prevention` where nothing happened and the person is only referred to a partner, which counts as no
    case; absent for every other case and in older events. If something happens after all, the same id is opened once
    more, without `purpose`: from then on it is a case.
    """

    TYPE = "lotse.intake.case.opened.v1"
    contact_id: Id | None = None
    number: CaseNumber | None = None


class CaseTriaged(_CasePicture):
    """A counsellor judged a case: the fields replace all that was published of it before.

    They mean the same as in `lotse.intake.case.opened.v1`. `urgency`: as the counsellor judged it.
    `urgency_self_assessed`: as the person stated it.
    """

    TYPE = "lotse.intake.case.triaged.v1"
    urgency_self_assessed: Open[Urgency] | None = None


class CaseAnswered(_Case):
    """The contact point sent the person of a case an answer, which does not travel."""

    TYPE = "lotse.intake.case.answered.v1"


class CaseClosed(_Case):
    """A case was closed: no referral of it is open any more, and the counselling has ended with this `outcome`."""

    TYPE = "lotse.intake.case.closed.v1"
    outcome: Open[CaseOutcome]


class CaseReopened(_Case):
    """A closed case is worked on again, and the outcome of its closing does not count any more."""

    TYPE = "lotse.intake.case.reopened.v1"


class CaseJoined(_Case):
    """A case does not count as a case of its own any more.

    Another case, which the event does not name, stands for the same matter of the same person, or is that of the person
    for whom somebody reported here; or the press asked, and it is no case at all. It goes on under its own id, with
    events of its own, and `lotse.intake.case.parted.v1` may take this back.
    """

    TYPE = "lotse.intake.case.joined.v1"


class CaseParted(_Case):
    """A case counts as a case of its own again, after `lotse.intake.case.joined.v1`."""

    TYPE = "lotse.intake.case.parted.v1"


class CaseErased(_Case):
    """A case was erased: delete all that you hold of it, on whatever topic it came.

    Keep its id as erased, and drop whatever still comes for it.
    """

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
    """The person was asked whether something may be passed on to a partner; nothing is passed on yet.

    `handover_id`: names this question and all that follows from it. `partner_id`: the partner, as in the directory.
    `items`: the kinds of information that were asked for, and none for a cold referral; the information itself does not
    travel. `text_version`: the wording that the person was shown. `replaces`: the referral that did not work out, in
    whose place this one would come.
    """

    TYPE = "lotse.intake.consent.asked.v1"


class ConsentGiven(_Consent):
    """The person agreed to a hand-over: a referral to the partner may follow.

    `items`: the kinds of information that the person agreed to pass on, which may be fewer than were asked for. `how`:
    how they decided. `purpose`: the purpose of the case when they agreed, which stays whatever the case becomes; absent
    in older events. The other fields are those of `lotse.intake.consent.asked.v1`.
    """

    TYPE = "lotse.intake.consent.given.v1"
    how: Open[ConsentHow]
    purpose: Open[Purpose] | None = None


class ConsentRefused(_Consent):
    """The person refused a hand-over: nothing is passed on to the partner.

    `never`: true where the person wants this partner never to learn of their case; otherwise absent, as in older
    events. The other fields are those of `lotse.intake.consent.asked.v1`; `how`: how they decided.
    """

    TYPE = "lotse.intake.consent.refused.v1"
    how: Open[ConsentHow]
    never: bool | None = None


class ConsentWithdrawn(_Consent):
    """The person withdrew a consent: the partner may read nothing more, and its referral is recalled if it is open.

    The fields are those of `lotse.intake.consent.asked.v1`; `how`: how they decided.
    """

    TYPE = "lotse.intake.consent.withdrawn.v1"
    how: Open[ConsentHow]


class ConsentLapsed(Message):
    """The question for a hand-over ended before the person decided: nothing is passed on.

    It was taken back, its partner left the directory, or the case was closed.
    """

    TYPE = "lotse.intake.consent.lapsed.v1"
    TOPIC = _Consent.TOPIC
    case_id: Id
    handover_id: Id
    partner_id: Id


class _Corrected(Message):
    """A decision that the desk noted was not the person's. This correction is no decision of theirs either."""

    TOPIC = _Consent.TOPIC
    case_id: Id
    handover_id: Id
    partner_id: Id
    was: Open[NotedDecision]


class ConsentCorrected(_Corrected):
    """A decision on a hand-over that the desk had noted was not the person's, and does not count.

    `was`: the decision that was noted by mistake. `truly`: how the person's answer really stands. `never`: true where
    the decision had also excluded this partner for good, which does not count either; where `was` and `truly` are both
    `refused`, that is all that changes. Who made the mistake and why does not travel.

    A consent that was never given (`was` is `given`) ends its hand-over, and its referral is recalled if it is open;
    where the person is still to be asked, another hand-over follows. A withdrawal that never was (`was` is `withdrawn`,
    `truly` is `given`) brings nothing back: what it ended stays ended.
    """

    TYPE = "lotse.intake.consent.corrected.v1"
    truly: Open[TrueAnswer]
    never: bool | None = None


class _Addition(Message):
    """A fact about an addition to a hand-over that runs; its content does not travel, and it is not counted."""

    TOPIC = _Consent.TOPIC
    case_id: Id
    handover_id: Id
    partner_id: Id


class AdditionAsked(_Addition):
    """The person was asked whether a partner may learn something in addition to a hand-over that runs.

    `handover_id` names that hand-over. What the addition says does not travel.
    """

    TYPE = "lotse.intake.consent.addition-asked.v1"


class AgreedAddition(Part):
    """Another addition to the same hand-over to which the person agreed.

    `asked_at`: when the person was asked for it. `items`: the kinds of information that they agreed to add.
    """

    asked_at: AwareDatetime
    items: tuple[Open[ConsentItem], ...]


class AdditionGiven(_Addition):
    """The person agreed to an addition to a hand-over: the partner may read it from now on.

    Its content does not travel: it is fetched from intake whenever the partner looks. `asked_at`: when the person was
    asked for the addition, so that it answers nothing that the partner asked later. `items`: the kinds of information
    that they agreed to add. `beside`: the other additions to this hand-over that stand, because several may answer a
    partner's question together; absent where there are none. Older events have none of the three.
    """

    TYPE = "lotse.intake.consent.addition-given.v1"
    asked_at: AwareDatetime | None = None
    items: tuple[Open[ConsentItem], ...] | None = None
    beside: tuple[AgreedAddition, ...] | None = None


class AdditionRefused(_Addition):
    """The person refused an addition: the partner does not learn it. The hand-over itself stands."""

    TYPE = "lotse.intake.consent.addition-refused.v1"


class AdditionWithdrawn(_Addition):
    """The person withdrew an addition: the partner may not read it any more. The hand-over itself stands."""

    TYPE = "lotse.intake.consent.addition-withdrawn.v1"


class AdditionLapsed(_Addition):
    """The question for an addition ended before the person decided: the partner does not learn it.

    It was taken back, or the hand-over ended.
    """

    TYPE = "lotse.intake.consent.addition-lapsed.v1"


class AdditionCorrected(_Corrected):
    """A decision on an addition that the desk had noted was not the person's, and does not count.

    `was`: the decision that was noted by mistake. If it was a consent, the partner may not read the addition any more.
    The hand-over itself stands.
    """

    TYPE = "lotse.intake.consent.addition-corrected.v1"


class ArrangementAnswered(Message):
    """The person said which appointment of the partner fits, or that none does.

    The answer does not travel: referral fetches it from intake, for the partner to read.
    """

    TYPE = "lotse.intake.consent.arrangement-answered.v1"
    TOPIC = _Consent.TOPIC
    case_id: Id
    handover_id: Id
    partner_id: Id


class _SafeContact(Message):
    """A fact about a person's safe contact. Its key is the case, or the contact while there is no case."""

    TOPIC = "lotse.intake.safe-contact"
    reference: Reference
    case_id: Id | None = None
    contact_id: Id | None = None


class SafeContactChanged(_SafeContact):
    """A person stated how they can be reached safely, or changed it.

    Way, address and hours do not travel: notification fetches them from intake, under `reference`, when it writes. The
    event's key is the case, or the contact while there is no case. `deadline_reminders`: true where the person wishes
    to be reminded before a deadline ends; otherwise absent.
    """

    TYPE = "lotse.intake.safe-contact.changed.v1"
    deadline_reminders: bool | None = None


class SafeContactWithdrawn(_SafeContact):
    """A person's safe contact was withdrawn: what was stated before about how to reach them does not count.

    The event's key is the case, or the contact while there is no case.
    """

    TYPE = "lotse.intake.safe-contact.withdrawn.v1"
