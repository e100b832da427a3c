"""Each fact of notification is published as one event, with the dates and references it is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from services.notification.domain.deadline_changes import DeadlineChange
from services.notification.domain.deadlines import Entitled, Proceeding, deadlines_of
from services.notification.domain.delivery import (
    Delivery,
    DeliveryDoubted,
    DeliveryEnd,
    DeliveryPostponed,
    DeliverySuppressed,
)
from services.notification.publications import message

CASE = "5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0001"
PROCEEDING = "5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0002"
DISPATCH = "5a2c9c1e-2f6b-4f53-9f0e-0d9f4a7d0003"
MAIL = Delivery(
    id=DISPATCH,
    key=CASE,
    audience="person",
    rule="desk_answered",
    state="sent",
    at=datetime(2026, 3, 2, 12, tzinfo=UTC),
    case_id=CASE,
)
THREAT = Proceeding(
    case_id=CASE,
    proceeding_id=PROCEEDING,
    act_known_on=date(2026, 9, 20),
    offender_ref="o1",
    offender_known_on=date(2026, 9, 25),
    entitled=(Entitled(ref="e1", role="self"),),
    offences=("stgb_241",),
    land="NW",
)
(SET,) = deadlines_of(THREAT)
(UNKNOWN,) = deadlines_of(replace(THREAT, offender_known_on=None))
assert SET.dates is not None
DATES = SET.dates


def named(kind: type, of: str) -> str:
    return kind.__name__.removeprefix(of).lower()


ENDS = [(kind(MAIL), named(kind, "Delivery")) for kind in get_args(DeliveryEnd)]
CHANGES = [
    (kind(deadline, DATES), named(kind, "Deadline")) for kind in get_args(DeadlineChange) for deadline in (SET, UNKNOWN)
]


@pytest.mark.parametrize(("fact", "published"), ENDS)
def test_a_delivery_is_published_without_an_address(fact: DeliveryEnd, published: str) -> None:
    event = message(fact)
    assert f"lotse.notification.delivery.{published}.v1" == event.TYPE
    assert event.data() == {
        "dispatch_id": DISPATCH,
        "audience": "person",
        "channel": "mail",
        "rule": "desk_answered",
        "case_id": CASE,
    }


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (DeliverySuppressed, "by_phone_only"),
        (DeliverySuppressed, "unreadable_times"),
        (DeliveryPostponed, "once_a_day"),
    ],
)
def test_why_a_delivery_waits_or_does_not_leave_is_published_without_the_hours(
    fact: type[DeliverySuppressed | DeliveryPostponed], reason: Any
) -> None:
    data = message(fact(MAIL.model_copy(update={"reason": reason, "due": MAIL.at}))).data()
    assert data["reason"] == reason
    assert "2026-" not in str(data)


@pytest.mark.parametrize(
    ("rule", "named_by"),
    [("capacity_asked", "addressee_id"), ("referral_sent", "addressee_id"), ("entry_due", "partner_id")],
)
def test_a_doubted_mail_to_a_partner_says_to_whom_it_went(rule: Any, named_by: str) -> None:
    to_partner = {"audience": "partner", "rule": rule, "partner_id": PROCEEDING}
    data = message(DeliveryDoubted(MAIL.model_copy(update=to_partner))).data()
    assert {name: data.get(name) for name in ("addressee_id", "partner_id") if name in data} == {named_by: PROCEEDING}
    assert "addressee_id" not in message(DeliveryDoubted(MAIL)).data()


@pytest.mark.parametrize(("fact", "published"), CHANGES)
def test_a_deadline_is_published_with_the_dates_it_is_about(fact: DeadlineChange, published: str) -> None:
    event = message(fact)
    assert f"lotse.notification.deadline.{published}.v1" == event.TYPE
    assert event.data() == {
        "case_id": CASE,
        "deadline_id": SET.id,
        "proceeding_id": PROCEEDING,
        "rule": "strafantrag",
        "safe_on": "2026-12-25",
        "act_by": "2026-12-24",
        "legal_on": "2026-12-28",
    }
