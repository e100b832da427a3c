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
    """`address` is where to look; it holds no secret."""

    TYPE = "lotse.partner.referral.offered.v1"
    urgency: Open[Urgency]
    respond_by: AwareDatetime
    address: Address


class OfferRecalled(_Offer):
    TYPE = "lotse.partner.referral.recalled.v1"
    reason: Open[RecallReason]


class OfferOverdue(_Offer):
    TYPE = "lotse.partner.referral.overdue.v1"
    respond_by: AwareDatetime


class OfferInformed(_Offer):
    """The partner's question is answered; the answer is read where the referral is."""

    TYPE = "lotse.partner.referral.informed.v1"
    respond_by: AwareDatetime


class CapacityAskedOfPartner(_Offer):
    """Whether it has room for somebody, of whom it learns nothing yet. `address` is where to look and to answer."""

    TYPE = "lotse.partner.referral.capacity-asked.v1"
    answer_by: AwareDatetime
    address: Address


class AdditionsChanged(_Offer):
    """What you may read in addition to the package is more than before, or less: it is read where the referral is."""

    TYPE = "lotse.partner.referral.additions-changed.v1"


class OfferArrangementAnswered(_Offer):
    """The person answered the partner's appointments; what she said is read where the referral is."""

    TYPE = "lotse.partner.referral.arrangement-answered.v1"


class AnswerTaken(_Offer):
    TYPE = "lotse.partner.referral.answer-taken.v1"
    answer_id: AnswerId
    answer: Open[PartnerAnswer]


class AnswerRefused(_Offer):
    TYPE = "lotse.partner.referral.answer-refused.v1"
    answer_id: AnswerId
    problem: Open[AnswerProblem]


class _Answer(Message):
    TOPIC = "lotse.partner.{opaque}.answers"
    reference: Reference


class AnswerAccepted(_Answer):
    TYPE = "lotse.partner.answer.accepted.v1"


class AnswerAsked(_Answer):
    """What is missing before the partner can decide, by its kind alone: words of its own go by page or interface."""

    TYPE = "lotse.partner.answer.asked.v1"
    items: Annotated[tuple[Open[ConsentItem], ...], Field(min_length=1, max_length=12)]


class AnswerWaitlisted(_Answer):
    """The partner has nobody free until this day, and decides by then."""

    TYPE = "lotse.partner.answer.waitlisted.v1"
    until: date


class AnswerDeclined(_Answer):
    TYPE = "lotse.partner.answer.declined.v1"
    reason: Open[DeclineReason]


class AnswerReturned(_Answer):
    TYPE = "lotse.partner.answer.returned.v1"
    reason: Open[DeclineReason]


class AnswerContacted(_Answer):
    TYPE = "lotse.partner.answer.contacted.v1"


class AnswerCompleted(_Answer):
    TYPE = "lotse.partner.answer.completed.v1"
    outcome: Open[ReferralOutcome]


class AnswerFailed(_Answer):
    TYPE = "lotse.partner.answer.failed.v1"
    reason: Open[FailReason]
