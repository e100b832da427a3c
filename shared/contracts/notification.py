"""Messages that notification publishes."""

from datetime import date

from shared.contracts.message import Id, Message, Open
from shared.contracts.vocabulary import Audience, DeadlineRule, DeliveryReason, DeliveryRule, Way


class _Delivery(Message):
    """A fact about one notice to a person or a partner."""

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
    """A notice to a person or a partner left: the mail server, the SMS provider or the partner's system took it.

    Whether somebody read it is not said, and `lotse.notification.delivery.failed.v1` or `….doubted.v1` may follow. Text
    and address do not travel. `dispatch_id`: names this notice. `audience`: whom it is for. `channel`: the way by which
    it goes. `rule`: its occasion. `inquiry_id`: set where a partner is asked whether it has room.

    The event's key is the case, or the contact while there is no case. For a mail to a partner about its entry of the
    directory it is the partner, which only then is named in `partner_id`.
    """

    TYPE = "lotse.notification.delivery.sent.v1"


class DeliveryFailed(_Delivery):
    """A notice did not reach anybody, and will not be sent again by itself.

    The fields are those of `lotse.notification.delivery.sent.v1`.
    """

    TYPE = "lotse.notification.delivery.failed.v1"


class DeliveryDoubted(_Delivery):
    """A mail came back without a report that a program can read: whether anybody has it is not known.

    `addressee_id`: the partner to which a mail about a case went. The other fields are those of
    `lotse.notification.delivery.sent.v1`. Another fact about the notice may follow.
    """

    TYPE = "lotse.notification.delivery.doubted.v1"
    addressee_id: Id | None = None


class DeliverySuppressed(_Delivery):
    """A notice will not be sent, for this `reason`.

    Without a reason, the event is of a release that sent no second mail within 24 hours. The other fields are those of
    `lotse.notification.delivery.sent.v1`.
    """

    TYPE = "lotse.notification.delivery.suppressed.v1"
    reason: Open[DeliveryReason] | None = None


class DeliveryPostponed(_Delivery):
    """A notice waits and will be sent later, for this `reason`.

    Until when is not said, as it would tell which hours the person allows. The other fields are those of
    `lotse.notification.delivery.sent.v1`.
    """

    TYPE = "lotse.notification.delivery.postponed.v1"
    reason: Open[DeliveryReason]


class _Deadline(Message):
    """A fact about one deadline, with the dates that count, or those that counted last."""

    TOPIC = "lotse.notification.deadline"
    case_id: Id
    deadline_id: Id
    proceeding_id: Id
    rule: Open[DeadlineRule]
    safe_on: date
    act_by: date
    legal_on: date


class DeadlineSet(_Deadline):
    """A deadline of a case runs, for the first time, again or with other dates.

    `rule`: the rule by which it is counted. `proceeding_id`: the criminal proceeding that it belongs to. `safe_on`: the
    last day of the period, without moving it because of a weekend or a holiday. `act_by`: the last working day not
    after `safe_on`, by which somebody should act. `legal_on`: the last day by law, which may be the working day after a
    weekend or a holiday.
    """

    TYPE = "lotse.notification.deadline.set.v1"


class DeadlineReminded(_Deadline):
    """A deadline comes near, and it is time to remind of it.

    That may be several times, and at once where a deadline becomes known late. The fields are those of
    `lotse.notification.deadline.set.v1`; where a partner's answer is due (`rule` is `partner_response`), which is never
    published as set, `proceeding_id` is the id of the referral.
    """

    TYPE = "lotse.notification.deadline.reminded.v1"


class DeadlineMet(_Deadline):
    """A deadline was met: what it is for was done in time.

    The fields are those of `lotse.notification.deadline.set.v1`.
    """

    TYPE = "lotse.notification.deadline.met.v1"


class DeadlineMissed(_Deadline):
    """A deadline is over: `legal_on` has passed.

    Where it had passed before the deadline became known, this follows `lotse.notification.deadline.set.v1` at once. The
    fields are those of that event.
    """

    TYPE = "lotse.notification.deadline.missed.v1"


class DeadlineCancelled(_Deadline):
    """A deadline does not run any more, and was not met.

    `counted_by`: the deadline of another proceeding about the same act, which runs in its place. The other fields are
    those of `lotse.notification.deadline.set.v1`.
    """

    TYPE = "lotse.notification.deadline.cancelled.v1"
    counted_by: Id | None = None
