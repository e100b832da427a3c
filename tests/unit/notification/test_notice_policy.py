"""One neutral mail in 24 hours to a person with a safe contact."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notification.domain.notice_policy import (
    Delivery,
    DeliveryEnd,
    DeliveryFailed,
    DeliveryOwed,
    DeliverySent,
    DeliverySuppressed,
    MailRequested,
    Notice,
    Occasion,
    Outcome,
    Progress,
    decide,
    dispatch_id,
    end,
    is_still_owed,
    owe,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CASE = "5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0001"
CONTACT = "5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0002"
EVENT = "5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0003"


def mail(state: Progress, hours_ago: float) -> Delivery:
    at = NOON - timedelta(hours=hours_ago)
    return Delivery(id=EVENT, key=CASE, audience="person", rule="desk_answered", state=state, at=at)


def test_a_person_without_a_safe_contact_is_never_written_to() -> None:
    owed = mail("owed", 0)
    assert decide(owed, False, None, NOON) == DeliveryOwed(owed)


@pytest.mark.parametrize(("hours_ago", "still"), [(0, True), (23.9, True), (24, False)])
def test_what_a_person_could_not_be_notified_of_is_owed_for_a_day(hours_ago: float, still: bool) -> None:
    assert is_still_owed(mail("owed", hours_ago), NOON) == still


@pytest.mark.parametrize(
    ("last", "notice"),
    [
        (None, MailRequested(mail("waiting", 0))),
        (mail("sent", 23.9), DeliverySuppressed(mail("suppressed", 0))),
        (mail("sent", 24), MailRequested(mail("waiting", 0))),
        (mail("waiting", 0.1), DeliverySuppressed(mail("suppressed", 0))),
        (mail("waiting", 72), DeliverySuppressed(mail("suppressed", 0))),
    ],
)
def test_a_second_mail_waits_for_a_day_and_a_mail_on_its_way_is_enough(last: Delivery | None, notice: Notice) -> None:
    assert decide(mail("owed", 2), True, last, NOON) == notice


@pytest.mark.parametrize(
    ("outcome", "fact"), [("sent", DeliverySent), ("failed", DeliveryFailed), ("suppressed", DeliverySuppressed)]
)
def test_a_requested_mail_ends_in_one_of_three_ways(outcome: Outcome, fact: type[DeliveryEnd]) -> None:
    assert end(mail("waiting", 1), outcome, NOON) == fact(mail(outcome, 0))


def test_a_delivery_belongs_to_the_case_and_without_one_to_the_contact() -> None:
    with_case = owe(Occasion(EVENT, "desk_answered", CASE, CONTACT), "person", NOON).state
    without = owe(Occasion(EVENT, "desk_answered", None, CONTACT), "person", NOON).state
    assert (with_case.key, with_case.keys) == (CASE, (CASE, CONTACT))
    assert (without.key, without.keys) == (CONTACT, (CONTACT,))


def test_the_same_event_requests_the_same_mail_and_another_rule_or_audience_another() -> None:
    requested = dispatch_id(EVENT, "desk_answered", "person")
    assert requested == dispatch_id(EVENT, "desk_answered", "person")
    others = {dispatch_id(EVENT, "referral_accepted", "person"), dispatch_id(EVENT, "desk_answered", "partner")}
    assert requested not in others
    assert len(others) == 2
