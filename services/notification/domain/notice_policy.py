"""The rules for notifying a person: by at most one mail or SMS a day, in the hours that the person allows.

News that come while one waits leave with it: a mail only says that there is something new. Every notice ends as sent,
failed or suppressed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal

from services.notification.domain import reminder
from services.notification.domain.allowed_hours import ANY_TIME, DAYTIME, AllowedHours
from services.notification.domain.delivery import (
    Delivery,
    DeliveryFailed,
    DeliveryOwed,
    DeliveryPostponed,
    DeliverySent,
    DeliverySuppressed,
    Hold,
    MailRequested,
    Notice,
    Obstacle,
    Rule,
    Way,
)
from shared.clock import BERLIN, berlin_day
from shared.errors import Conflict

DeliveryOutcome = Literal["sent", "failed"]

OWED_FOR: Final = timedelta(hours=24)
"""The time within which a safe contact may follow the event.

It has a topic of its own and may come later, but brings up no old news.
"""
BEARS: Final[dict[Rule, timedelta]] = {
    "consent_asked": timedelta(days=2),
    "consent_corrected": timedelta(days=1),
    "desk_answered": timedelta(days=2),
    "referral_accepted": timedelta(days=3),
    "referral_declined": timedelta(days=3),
    "arrangement_offered": timedelta(days=1),
    "deadline_reminder": timedelta(days=1),
    **dict.fromkeys(
        (
            "referral_sent",
            "deadline_near",
            "referral_overdue",
            "referral_recalled",
            "referral_informed",
            "additions_changed",
            "arrangement_answered",
            "link_renewed",
            "entry_test",
            "entry_due",
            "capacity_asked",
        ),
        timedelta(0),
    ),
}
"""The time that the matter bears to wait for the next allowed hours.

Where they begin later, somebody calls the person. A notice to a partner waits for no hours.
"""


@dataclass(frozen=True)
class Wait:
    due: datetime
    reason: Hold


@dataclass(frozen=True)
class Suppress:
    reason: Obstacle


def request(delivery: Delivery) -> MailRequested:
    return MailRequested(delivery.model_copy(update={"state": "waiting", "due": None}))


def decide(owed: Delivery, has_safe_contact: bool, last_sent: datetime | None, now: datetime) -> Notice:
    """Decides whether a notice stays owed, is postponed to the next day, or is requested now.

    `last_sent`: when the latest mail to this person left.
    """
    if not has_safe_contact:
        return DeliveryOwed(owed.model_copy(update={"due": now + OWED_FOR}))
    pending = request(owed.model_copy(update={"at": now}))
    wait = until_next_day(last_sent, now)
    return postpone(pending.state, wait) if wait else pending


def is_still_owed(owed: Delivery, now: datetime) -> bool:
    return now - owed.at < OWED_FOR


def until_next_day(last_sent: datetime | None, now: datetime) -> Wait | None:
    """Returns the wait for the day after the last mail, or None.

    None: no mail left on this day of the calendar in Germany, or on a later one by a clock that went back.
    """
    if last_sent is None or berlin_day(last_sent) < berlin_day(now):
        return None
    following = datetime.combine(berlin_day(last_sent) + timedelta(days=1), time(0), tzinfo=BERLIN)
    return Wait(following.astimezone(UTC), "once_a_day")


def plan(
    news: Sequence[Delivery], way: Way | None, allowed: AllowedHours | None, now: datetime
) -> Wait | Suppress | None:
    """Returns what keeps a mail or SMS with these news from leaving now, or None.

    `way`: None where no machine serves the way that the person allows; `allowed`: None where the hours cannot be read.
    Where nothing is said of the time, what waited over midnight waits for the morning, and so does a reminder, which
    nobody caused at that hour. A reminder beside other news bears to wait as long as they do: the desk has its own task
    for the deadline, and none of them becomes a call because of it.
    """
    if way is None:
        return Suppress("by_phone_only")
    if allowed is None:
        return Suppress("unreadable_times")
    by_day = _by_day(news) if allowed == ANY_TIME else None
    at = (DAYTIME if by_day else allowed).first_from(now)
    if at is None or at - now > _bears(news):
        return Suppress("outside_hours_too_long")
    return Wait(at, by_day or "allowed_hours") if at > now else None


def _bears(news: Sequence[Delivery]) -> timedelta:
    others = [each for each in news if each.rule != reminder.RULE]
    return min(BEARS[each.rule] for each in others or news)


def _by_day(news: Sequence[Delivery]) -> Hold | None:
    """Returns why these leave by day although any time is allowed; None where they leave at once."""
    if any(each.reason == "once_a_day" for each in news):
        return "once_a_day"
    return "daytime" if all(each.rule == reminder.RULE for each in news) else None


def postpone(delivery: Delivery, wait: Wait) -> DeliveryPostponed:
    """Postpones the notice; it leaves with whichever mail to the person is the first then."""
    return DeliveryPostponed(delivery.model_copy(update={"due": wait.due, "reason": wait.reason, "notice": None}))


def suppress(delivery: Delivery, reason: Obstacle | None, now: datetime) -> DeliverySuppressed:
    ended = {"state": "suppressed", "at": now, "due": None, "reason": reason}
    return DeliverySuppressed(delivery.model_copy(update=ended))


def retry(failed: Delivery, now: datetime) -> MailRequested:
    """Requests the notice once more, with the same news, by the rules as they are then.

    Raises Conflict where it has not failed.
    """
    if failed.state != "failed":
        raise Conflict("not-in-this-state", "Diese Benachrichtigung ist schon unterwegs oder versandt.")
    anew = {
        "at": now,
        "reason": None,
        "tries": 0,
        "repeats": failed.repeats + 1,
        "arrived": False,
        "recipients": 1,
        "reached": (),
        "awaited": (),
        "returned": (),
        "delayed": False,
        "doubted": False,
        "cause": None,
    }
    return request(failed.model_copy(update=anew))


def may_have_left(delivery: Delivery) -> bool:
    """Whether a partner may have read the notice: it was sent, or its sending began and did not fail."""
    return delivery.state == "sent" or (delivery.notice is not None and delivery.state != "failed")


def end(delivery: Delivery, outcome: DeliveryOutcome, now: datetime) -> DeliverySent | DeliveryFailed:
    """Ends a requested notice: it was sent, or it failed."""
    ended = delivery.model_copy(update={"state": outcome, "at": now, "due": None, "reason": None})
    return DeliverySent(ended) if outcome == "sent" else DeliveryFailed(ended)
