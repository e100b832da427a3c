"""Messages that notification publishes."""

from datetime import date

from shared.contracts.message import Id, Message, Open
from shared.contracts.vocabulary import Audience, DeadlineRule, DeliveryReason, DeliveryRule, Way


class _Delivery(Message):
    """The event's key is the case, or the contact while there is no case.

    For a mail to a partner about its directory entry the key is the partner, which `partner_id` then names.
    `inquiry_id` is set for a mail that asks a partner whether it has room.
    """

    TOPIC = "lotse.notification.delivery"
    dispatch_id: Id
    audience: Open[Audience]
    channel: Open[Way]
    rule: Open[DeliveryRule]
    case_id: Id | None = None
    contact_id: Id | None = None
    referral_id: Id | None = None
    partner_id: Id | None = None
    inquiry_id: Id | None = None


class DeliverySent(_Delivery):
    """It left; whether somebody read it, it does not say."""

    TYPE = "lotse.notification.delivery.sent.v1"


class DeliveryFailed(_Delivery):
    TYPE = "lotse.notification.delivery.failed.v1"


class DeliveryDoubted(_Delivery):
    """It was sent, and came back in words that no rule reads: it may not have arrived. Another fact may follow.

    `addressee_id`: the partner that a mail of a case went to.
    """

    TYPE = "lotse.notification.delivery.doubted.v1"
    addressee_id: Id | None = None


class DeliverySuppressed(_Delivery):
    """It will not leave. Without a reason: of a release that sent no second mail within 24 hours."""

    TYPE = "lotse.notification.delivery.suppressed.v1"
    reason: Open[DeliveryReason] | None = None


class DeliveryPostponed(_Delivery):
    """It is owed and waits, by `once_a_day` or `allowed_hours`: until when would say which hours somebody allows."""

    TYPE = "lotse.notification.delivery.postponed.v1"
    reason: Open[DeliveryReason]


class _Deadline(Message):
    """`safe_on` is without roll-over, `legal_on` with it, `act_by` the last working day not after `safe_on`.

    For the deadline of a partner's answer, `proceeding_id` is the id of the referral.
    """

    TOPIC = "lotse.notification.deadline"
    case_id: Id
    deadline_id: Id
    proceeding_id: Id
    rule: Open[DeadlineRule]
    safe_on: date
    act_by: date
    legal_on: date


class DeadlineSet(_Deadline):
    """A moved date is set again."""

    TYPE = "lotse.notification.deadline.set.v1"


class DeadlineReminded(_Deadline):
    """One of its days to remind came; the last of them lies before `act_by`."""

    TYPE = "lotse.notification.deadline.reminded.v1"


class DeadlineMet(_Deadline):
    TYPE = "lotse.notification.deadline.met.v1"


class DeadlineMissed(_Deadline):
    """`legal_on` has passed; follows `set` at once where that was so when it was entered."""

    TYPE = "lotse.notification.deadline.missed.v1"


class DeadlineCancelled(_Deadline):
    """`counted_by`: the deadline of the same act that runs in its place."""

    TYPE = "lotse.notification.deadline.cancelled.v1"
    counted_by: Id | None = None
