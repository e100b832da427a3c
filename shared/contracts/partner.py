"""Messages that referral publishes to one partner on the partner's own topic, and the partner's answers."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from shared.contracts.message import Message, Open, Reference
from shared.contracts.vocabulary import (
    AnswerProblem,
    ConsentItem,
    DeclineReason,
    FailReason,
    PartnerAnswer,
    RecallReason,
    ReferralOutcome,
    Urgency,
)

Address = Annotated[str, Field(pattern=r"^https?://[^\s?#@]{1,400}$")]
AnswerId = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,128}$")]


class _Offer(Message):
    TOPIC = "lotse.partner.{opaque}.referrals"
    reference: Reference


class ReferralOffered(_Offer):
    """A new referral for the partner, which is asked to answer by `respond_by`.

    `reference`: names the referral in every later message and at the interface. `address`: where the partner's system
    reads it, with its token; the address itself holds no secret. Nothing about the person travels.
    """

    TYPE = "lotse.partner.referral.offered.v1"
    urgency: Open[Urgency]
    respond_by: AwareDatetime
    address: Address


class OfferRecalled(_Offer):
    """A referral was taken back, for this `reason`: please do nothing more about it.

    Its content cannot be read any more.
    """

    TYPE = "lotse.partner.referral.recalled.v1"
    reason: Open[RecallReason]


class OfferOverdue(_Offer):
    """The partner has not answered a referral by `respond_by`; its answer is still awaited."""

    TYPE = "lotse.partner.referral.overdue.v1"
    respond_by: AwareDatetime


class OfferInformed(_Offer):
    """The partner's question was answered, and it is asked to decide by `respond_by`.

    The reply does not travel: read it at the address of the referral.
    """

    TYPE = "lotse.partner.referral.informed.v1"
    respond_by: AwareDatetime


class CapacityAskedOfPartner(_Offer):
    """A question whether the partner has room for somebody, of whom it learns nothing yet.

    `answer_by`: an answer is taken until then. `reference`: names this question, and no referral. `address`: where the
    partner's system reads the question, with its token. It answers there, at the same address with `/answer` behind it,
    or on the page to which our mail leads, and not on its topic of answers.
    """

    TYPE = "lotse.partner.referral.capacity-asked.v1"
    answer_by: AwareDatetime
    address: Address


class AdditionsChanged(_Offer):
    """The partner may now read more, or less, in addition to what it was given at first.

    What that is does not travel: read it at the address of the referral.
    """

    TYPE = "lotse.partner.referral.additions-changed.v1"


class OfferArrangementAnswered(_Offer):
    """The person answered the appointments that the partner had proposed: one of them fits, or none does.

    The answer does not travel: read it at the address of the referral, with `/arrangement` behind it.
    """

    TYPE = "lotse.partner.referral.arrangement-answered.v1"


class AnswerTaken(_Offer):
    """An answer that the partner wrote to its topic of answers was taken.

    `answer_id`: the `id` of the event with that answer. `answer`: the answer that was taken.
    """

    TYPE = "lotse.partner.referral.answer-taken.v1"
    answer_id: AnswerId
    answer: Open[PartnerAnswer]


class AnswerRefused(_Offer):
    """A record that the partner wrote to its topic of answers was not taken, because of this `problem`.

    `answer_id`: the `id` of that event, or `offset-` and the record's offset where no `id` could be read. `reference`:
    the one that was given, or `unknown` where none could be read.
    """

    TYPE = "lotse.partner.referral.answer-refused.v1"
    answer_id: AnswerId
    problem: Open[AnswerProblem]


class _Answer(Message):
    TOPIC = "lotse.partner.{opaque}.answers"
    reference: Reference


class AnswerAccepted(_Answer):
    """The partner accepts a referral: it will help the person.

    `reference`: the referral, as in `lotse.partner.referral.offered.v1`; so it is in every answer.
    """

    TYPE = "lotse.partner.answer.accepted.v1"


class AnswerAsked(_Answer):
    """The partner cannot decide yet and asks for information that it lacks, by kind alone.

    A question in words goes by the page or the interface, and is not put here. Another question is taken only after
    this one was answered.
    """

    TYPE = "lotse.partner.answer.asked.v1"
    items: Annotated[tuple[Open[ConsentItem], ...], Field(min_length=1, max_length=12)]


class AnswerWaitlisted(_Answer):
    """The partner has nobody free until the day `until`, and will decide by its end; the referral stays open.

    `until`: a day within the next 180.
    """

    TYPE = "lotse.partner.answer.waitlisted.v1"
    until: date


class AnswerDeclined(_Answer):
    """The partner declines a referral, for this `reason`, without having accepted it."""

    TYPE = "lotse.partner.answer.declined.v1"
    reason: Open[DeclineReason]


class AnswerReturned(_Answer):
    """The partner gives back a referral that it had accepted, for this `reason`."""

    TYPE = "lotse.partner.answer.returned.v1"
    reason: Open[DeclineReason]


class AnswerContacted(_Answer):
    """The partner, which has accepted the referral, is in touch with the person."""

    TYPE = "lotse.partner.answer.contacted.v1"


class AnswerCompleted(_Answer):
    """The help for which the partner had accepted the referral has ended, with this `outcome`."""

    TYPE = "lotse.partner.answer.completed.v1"
    outcome: Open[ReferralOutcome]


class AnswerFailed(_Answer):
    """A referral that the partner had accepted led to no help, for this `reason`."""

    TYPE = "lotse.partner.answer.failed.v1"
    reason: Open[FailReason]
