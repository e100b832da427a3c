"""When a partner is asked to confirm its entry, and when not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referral.domain.confirmation_request import ConfirmationRequest, ask, ask_now
from services.referral.domain.partner import Partner
from shared.clock import berlin_day
from shared.contracts.vocabulary import Way
from shared.errors import Conflict
from tests.unit.referral.given import partner

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def entry(age: int, **more: object) -> Partner:
    """Confirmed last so many days ago."""
    return partner("p", mails=("a@example.org",), assured_on=berlin_day(NOW) - timedelta(days=age), **more)


def asked(of: Partner, days_ago: int, **more: object) -> ConfirmationRequest:
    at = NOW - timedelta(days=days_ago)
    return ConfirmationRequest(partner_id="p", of=of.assured_on, asked_at=at).model_copy(update=more)


@pytest.mark.parametrize(("age", "is_asked"), [(0, False), (335, False), (336, True), (365, True), (366, False)])
def test_it_is_asked_in_the_month_before_it_is_stale(age: int, is_asked: bool) -> None:
    assert (ask(entry(age), None, NOW, is_onboarded=True) is not None) is is_asked


@pytest.mark.parametrize(
    "changed",
    [{"listed": False}, {"status": "inactive"}, {"ways": (Way.PHONE,)}, {"mails": ()}],
    ids=["gone", "at rest", "by phone", "no mailbox"],
)
def test_who_cannot_or_must_not_be_written_to_is_not_asked(changed: dict[str, object]) -> None:
    known = entry(350).model_copy(update=changed)
    assert ask(known, None, NOW, is_onboarded=True) is None
    with pytest.raises(Conflict):
        ask_now(known, None, NOW)
    assert ask(entry(350), None, NOW, is_onboarded=False) is None


def test_it_is_reminded_once_after_two_weeks() -> None:
    due = entry(355)
    assert ask(due, asked(due, 13), NOW, is_onboarded=True) is None
    reminded = ask(due, asked(due, 14), NOW, is_onboarded=True)
    assert reminded is not None
    assert reminded.state.reminded_at == NOW
    assert ask(due, reminded.state, NOW + timedelta(days=9), is_onboarded=True) is None


def test_what_was_asked_of_an_earlier_year_counts_no_more() -> None:
    older = asked(entry(700), 350, reminded_at=NOW - timedelta(days=340), returned_at=NOW - timedelta(days=349))
    again = ask(entry(340), older, NOW, is_onboarded=True)
    assert again is not None
    assert (again.state.asked_at, again.state.reminded_at, again.state.returned_at) == (NOW, None, None)


@given(st.lists(st.integers(0, 40), max_size=60))
def test_however_often_it_is_looked_at_two_mails_leave_at_most(days: list[int]) -> None:
    known, mails = None, 0
    for day in sorted(days):
        fact = ask(entry(330), known, NOW + timedelta(days=day), is_onboarded=True)
        known, mails = (fact.state, mails + 1) if fact else (known, mails)
    assert mails <= 2


def test_by_hand_it_is_asked_once_a_day() -> None:
    stale = entry(500)
    first = ask_now(stale, None, NOW).state
    with pytest.raises(Conflict):
        ask_now(stale, first, NOW + timedelta(hours=23))
    assert ask_now(stale, first, NOW + timedelta(days=1)).state.asked_at == NOW + timedelta(days=1)
