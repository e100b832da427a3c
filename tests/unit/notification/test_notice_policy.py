"""One neutral mail a day to a person, in the hours that the person allows; what waits is owed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain.allowed_hours import ANY_TIME
from services.notification.domain.delivery import (
    Delivery,
    DeliveryEnd,
    DeliveryFailed,
    DeliveryOwed,
    DeliveryPostponed,
    DeliverySent,
    MailRequested,
    Occasion,
    Progress,
    Way,
    delivery_id_of,
    owe,
)
from services.notification.domain.german_hours import read
from services.notification.domain.notice_policy import (
    BEARS,
    OWED_FOR,
    DeliveryOutcome,
    Suppress,
    Wait,
    decide,
    end,
    is_still_owed,
    plan,
    postpone,
    request,
    suppress,
    until_next_day,
)
from shared.clock import BERLIN, berlin_day

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CASE = "5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0001"
CONTACT = "5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0002"
EVENT = "5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0003"
THREE_YEARS = int(timedelta(days=3 * 365).total_seconds())
INSTANTS = st.integers(0, THREE_YEARS).map(lambda s: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=s))


def mail(state: Progress, hours_ago: float) -> Delivery:
    at = NOON - timedelta(hours=hours_ago)
    return Delivery(id=EVENT, key=CASE, audience="person", rule="desk_answered", state=state, at=at)


def berlin(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=BERLIN).astimezone(UTC)  # type: ignore[arg-type,misc]


def test_a_person_without_a_safe_contact_is_never_written_to_and_looked_at_again_after_a_day() -> None:
    owed = mail("owed", 0)
    assert decide(owed, False, None, NOON) == DeliveryOwed(owed.model_copy(update={"due": NOON + OWED_FOR}))


@pytest.mark.parametrize(("hours_ago", "still"), [(0, True), (23.9, True), (24, False)])
def test_what_a_person_could_not_be_notified_of_is_owed_for_a_day(hours_ago: float, still: bool) -> None:
    assert is_still_owed(mail("owed", hours_ago), NOON) == still


def test_the_first_mail_of_a_day_is_requested_at_once() -> None:
    yesterday = berlin(2026, 3, 1, 23, 59)
    for last in (None, yesterday):
        assert decide(mail("owed", 2), True, last, NOON) == MailRequested(mail("waiting", 0))


def test_the_second_is_owed_and_due_when_the_next_day_begins_in_germany() -> None:
    decided = decide(mail("owed", 2), True, NOON - timedelta(hours=3), NOON)
    assert isinstance(decided, DeliveryPostponed)
    assert (decided.state.due, decided.state.reason) == (berlin(2026, 3, 3), "once_a_day")
    assert (decided.state.state, decided.state.at) == ("waiting", NOON)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (berlin(2026, 3, 28, 12), berlin(2026, 3, 29)),
        (berlin(2026, 3, 29, 12), berlin(2026, 3, 30)),
        (berlin(2026, 10, 25, 1), berlin(2026, 10, 26)),
        (berlin(2026, 12, 31, 23, 59), berlin(2027, 1, 1)),
        (berlin(2028, 2, 28, 12), berlin(2028, 2, 29)),
        (berlin(2028, 2, 29, 12), berlin(2028, 3, 1)),
    ],
)
def test_a_day_is_that_of_the_calendar_whatever_its_length(sent: datetime, due: datetime) -> None:
    assert until_next_day(sent, sent) == Wait(due, "once_a_day")
    assert until_next_day(sent, due - timedelta(milliseconds=1)) == Wait(due, "once_a_day")
    assert until_next_day(sent, due) is None


@given(INSTANTS, INSTANTS)
def test_two_mails_never_leave_on_one_day(sent: datetime, now: datetime) -> None:
    wait = until_next_day(sent, now)
    leaves = now if wait is None else wait.due
    assert berlin_day(leaves) > berlin_day(sent)
    assert until_next_day(sent, leaves) is None


@pytest.mark.parametrize(
    ("way", "times", "planned"),
    [
        ("mail", None, None),
        ("mail", "jederzeit", None),
        ("mail", "nie vor 20 Uhr", Wait(berlin(2026, 3, 2, 20), "allowed_hours")),
        ("mail", "Di 9–10 Uhr", Wait(berlin(2026, 3, 3, 9), "allowed_hours")),
        ("mail", "nur sonntags", Suppress("outside_hours_too_long")),
        ("mail", "nach Absprache", Suppress("unreadable_times")),
        ("sms", "jederzeit", None),
        ("sms", "nie vor 20 Uhr", Wait(berlin(2026, 3, 2, 20), "allowed_hours")),
        ("sms", "nur sonntags", Suppress("outside_hours_too_long")),
        (None, "jederzeit", Suppress("by_phone_only")),
        (None, None, Suppress("by_phone_only")),
    ],
)
def test_the_safe_contact_says_whether_when_and_in_which_way(
    way: Way | None, times: str | None, planned: Wait | Suppress | None
) -> None:
    assert plan([mail("waiting", 1)], way, read(times), NOON) == planned


def test_hours_that_come_in_time_for_one_matter_come_too_late_for_another() -> None:
    in_three_days = read("Do 10–12 Uhr")
    answered = mail("waiting", 1)
    accepted = answered.model_copy(update={"rule": "referral_accepted"})
    assert plan([accepted], "mail", in_three_days, NOON) == Wait(berlin(2026, 3, 5, 10), "allowed_hours")
    assert plan([accepted, answered], "mail", in_three_days, NOON) == Suppress("outside_hours_too_long")


def test_a_reminder_does_not_make_a_call_of_the_news_that_it_leaves_with() -> None:
    answered, in_a_day_and_six_hours = mail("waiting", 1), read("Di 19–20 Uhr")
    for rule in ("desk_answered", "consent_asked", "referral_accepted"):
        other = answered.model_copy(update={"rule": rule})
        reminder = answered.model_copy(update={"rule": "deadline_reminder"})
        waits = Wait(berlin(2026, 3, 3, 19), "allowed_hours")
        assert plan([other, reminder], "mail", in_a_day_and_six_hours, NOON) == waits
        assert plan([reminder, other], "mail", read("nur sonntags"), NOON) == Suppress("outside_hours_too_long")
        assert plan([reminder], "mail", in_a_day_and_six_hours, NOON) == Suppress("outside_hours_too_long")


@pytest.mark.parametrize(
    ("now", "planned"),
    [
        (berlin(2026, 3, 2, 0, 1), Wait(berlin(2026, 3, 2, 8), "daytime")),
        (berlin(2026, 3, 2, 8), None),
        (berlin(2026, 3, 2, 23), Wait(berlin(2026, 3, 3, 8), "daytime")),
    ],
)
def test_a_reminder_alone_waits_for_the_day_where_nothing_is_said_of_the_time(
    now: datetime, planned: Wait | None
) -> None:
    reminder = mail("waiting", 1).model_copy(update={"rule": "deadline_reminder"})
    assert plan([reminder], "mail", ANY_TIME, now) == planned
    assert plan([mail("waiting", 1), reminder], "mail", ANY_TIME, now) is None


def test_the_hours_that_she_stated_hold_for_a_reminder_as_for_any_news() -> None:
    reminder = mail("waiting", 1).model_copy(update={"rule": "deadline_reminder"})
    assert plan([reminder], "mail", read("Di 22–23 Uhr"), NOON) == Suppress("outside_hours_too_long")
    assert plan([reminder], "mail", read("Di 9–10 Uhr"), NOON) == Wait(berlin(2026, 3, 3, 9), "allowed_hours")


def test_what_waited_over_midnight_leaves_in_the_morning_where_nothing_is_said_of_the_time() -> None:
    postponed = postpone(mail("waiting", 1), Wait(berlin(2026, 3, 3), "once_a_day")).state
    assert plan([postponed], "mail", ANY_TIME, berlin(2026, 3, 3)) == Wait(berlin(2026, 3, 3, 8), "once_a_day")
    assert plan([postponed], "mail", ANY_TIME, berlin(2026, 3, 3, 8)) is None
    assert plan([postponed], "mail", read("vor 7 Uhr"), berlin(2026, 3, 3)) is None


@given(INSTANTS, st.sampled_from([None, "nie vor 20 Uhr", "Mo–Fr 18–20", "sonntags", "ab 2:30 Uhr", "??"]))
def test_a_mail_waits_only_for_a_time_at_which_it_may_leave(now: datetime, times: str | None) -> None:
    planned = plan([mail("waiting", 1)], "mail", read(times), now)
    if isinstance(planned, Wait):
        assert now < planned.due <= now + BEARS["desk_answered"]
        assert plan([mail("waiting", 1)], "mail", read(times), planned.due) is None


def test_what_is_postponed_leaves_with_any_mail() -> None:
    claimed = mail("waiting", 1).model_copy(update={"notice": EVENT})
    assert postpone(claimed, Wait(NOON, "once_a_day")).state.notice is None


@pytest.mark.parametrize(("outcome", "fact"), [("sent", DeliverySent), ("failed", DeliveryFailed)])
def test_a_requested_mail_is_sent_or_fails(outcome: DeliveryOutcome, fact: type[DeliveryEnd]) -> None:
    waited = mail("waiting", 1).model_copy(update={"due": NOON, "reason": "once_a_day"})
    assert end(waited, outcome, NOON) == fact(mail(outcome, 0))


def test_one_that_does_not_leave_says_why() -> None:
    suppressed = suppress(mail("waiting", 1), "nothing_new", NOON).state
    assert (suppressed.state, suppressed.reason, suppressed.at) == ("suppressed", "nothing_new", NOON)


def test_a_requested_one_waits_for_nothing() -> None:
    owed = mail("owed", 0).model_copy(update={"due": NOON})
    assert request(owed).state == mail("waiting", 0)


def test_a_delivery_belongs_to_the_case_and_without_one_to_the_contact() -> None:
    with_case = owe(Occasion(EVENT, "desk_answered", CASE, CONTACT), "person", NOON).state
    without = owe(Occasion(EVENT, "desk_answered", None, CONTACT), "person", NOON).state
    assert (with_case.key, with_case.keys) == (CASE, (CASE, CONTACT))
    assert (without.key, without.keys) == (CONTACT, (CONTACT,))


def test_the_same_event_requests_the_same_mail_and_another_rule_or_audience_another() -> None:
    requested = delivery_id_of(EVENT, "desk_answered", "person")
    assert requested == delivery_id_of(EVENT, "desk_answered", "person")
    others = {delivery_id_of(EVENT, "referral_accepted", "person"), delivery_id_of(EVENT, "desk_answered", "partner")}
    assert requested not in others
    assert len(others) == 2
