"""Until when a partner is asked to answer: at a time when somebody is there."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referral.domain.opening import WEEK, Opening, Openings, hours_of
from services.referral.domain.respond_by import is_there, is_there_next, respond_by
from shared.clock import BERLIN
from shared.contracts.vocabulary import Land, Urgency
from tests.unit.referral.given import partner

MORNINGS = (Opening(days=("MO", "TU", "WE", "TH"), opens="09:00", closes="13:00"),)
ALWAYS = (Opening(days=WEEK, opens="00:00", closes="24:00"),)
IN_TWO_PARTS = (
    Opening(days=("MO", "TU", "WE", "TH", "FR"), opens="09:00", closes="12:00"),
    Opening(days=("MO", "TU"), opens="13:00", closes="18:00"),
    Opening(days=("TU",), opens="11:00", closes="14:00"),
)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("urgency", "promise", "openings", "now", "due"),
    [
        (Urgency.URGENT, 3, (), "2026-09-04T09:00", "2026-09-07T16:00"),  # Friday
        (Urgency.ROUTINE, 3, (), "2026-09-01T09:00", "2026-09-04T16:00"),
        (Urgency.ROUTINE, 1, (), "2026-12-24T09:00", "2026-12-28T16:00"),
        (Urgency.ROUTINE, 1, (), "2026-06-03T09:00", "2026-06-05T16:00"),  # Fronleichnam
        (Urgency.ROUTINE, 30, MORNINGS, "2026-09-01T09:00", "2026-09-17T13:00"),
        (Urgency.URGENT, 3, MORNINGS, "2026-09-03T09:00", "2026-09-07T13:00"),  # nobody on Friday
        (Urgency.ROUTINE, 1, IN_TWO_PARTS, "2026-09-07T09:00", "2026-09-08T18:00"),
        (Urgency.ROUTINE, 1, IN_TWO_PARTS, "2026-09-08T09:00", "2026-09-09T12:00"),
        (Urgency.ROUTINE, 1, ALWAYS, "2026-09-05T09:00", "2026-09-07T00:00"),
    ],
)
def test_urgency_and_the_partners_promise_in_its_working_days(
    urgency: Urgency, promise: int, openings: Openings, now: str, due: str
) -> None:
    asked = partner("a", response_days=promise, openings=openings)
    assert respond_by(urgency, asked, berlin(now)) == berlin(due)


@pytest.mark.parametrize(
    ("urgency", "promise", "openings", "now", "due"),
    [
        (Urgency.IMMEDIATE, 2, (), "2026-09-01T09:00", "2026-09-01T11:00"),
        (Urgency.IMMEDIATE, 2, (), "2026-09-01T15:00", "2026-09-02T10:00"),
        (Urgency.IMMEDIATE, 2, (), "2026-09-05T09:00", "2026-09-07T11:00"),  # Saturday
        (Urgency.IMMEDIATE, 2, ALWAYS, "2026-09-05T23:00", "2026-09-06T01:00"),
        (Urgency.IMMEDIATE, 0, IN_TWO_PARTS, "2026-09-07T11:30", "2026-09-07T14:30"),
        (Urgency.ROUTINE, 0, (), "2026-09-01T09:00", "2026-09-01T13:00"),
        (Urgency.ROUTINE, 0, (), "2026-09-01T15:00", "2026-09-02T12:00"),
    ],
)
def test_danger_and_a_promise_for_the_same_day_count_the_partners_hours(
    urgency: Urgency, promise: int, openings: Openings, now: str, due: str
) -> None:
    asked = partner("a", response_days=promise, openings=openings)
    assert respond_by(urgency, asked, berlin(now)) == berlin(due)


INSTANTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda n: berlin("2026-01-01T00:00") + timedelta(minutes=n))


@given(
    urgency=st.sampled_from(Urgency),
    promise=st.integers(0, 12),
    openings=st.sampled_from([(), MORNINGS, ALWAYS, IN_TWO_PARTS]),
    now=INSTANTS,
)
def test_nobody_is_asked_for_an_answer_while_nobody_is_there(
    urgency: Urgency, promise: int, openings: Openings, now: datetime
) -> None:
    due = respond_by(urgency, partner("a", response_days=promise, openings=openings), now)
    assert due > now
    assert hours_of(openings, Land.NW).is_open(due - timedelta(seconds=1))


def test_on_a_saturday_the_desk_sees_that_nobody_is_there_and_when_again() -> None:
    asked = partner("a", openings=MORNINGS)
    assert not is_there(asked, berlin("2026-09-05T10:00"))
    assert is_there_next(asked, berlin("2026-09-05T10:00")) == berlin("2026-09-07T09:00")
    assert is_there(partner("b", openings=ALWAYS), berlin("2026-09-05T23:59"))
