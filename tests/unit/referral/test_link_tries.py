"""Wrong PINs slow the link that they came by, and tell the desk; the right PIN is never far."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referral.domain.access import PIN_LENGTH
from services.referral.domain.link_tries import AT_ONCE, LONGEST_REST, LinkTries, count, refuse_while_resting
from services.referral.domain.transitions import LINK_LIVES
from shared.errors import Conflict

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
FRESH = LinkTries(reference="r", case_id="c")


def after(wrong: int, tries: LinkTries = FRESH, now: datetime = NOW) -> LinkTries:
    for _ in range(wrong):
        tries = count(tries, False, now).state
    return tries


def test_who_mistypes_a_few_times_is_neither_slowed_nor_reported() -> None:
    tries = after(AT_ONCE - 1)
    refuse_while_resting(tries, NOW)
    assert not tries.suspected


def test_more_wrong_ones_slow_the_link_and_are_for_the_desk_to_know() -> None:
    tries = after(AT_ONCE)
    with pytest.raises(Conflict):
        refuse_while_resting(tries, NOW)
    assert tries.suspected
    right = count(tries, True, NOW)
    assert (right.is_right, right.state.wrong, right.state.rests_until) == (True, 0, None)
    assert right.state.suspected


@given(st.integers(AT_ONCE, 10_000))
def test_however_many_came_the_link_rests_for_a_minute_at_most(wrong: int) -> None:
    tries = count(FRESH.model_copy(update={"wrong": wrong - 1}), False, NOW).state
    assert tries.rests_until is not None
    assert timedelta(0) < tries.rests_until - NOW <= LONGEST_REST
    refuse_while_resting(tries, NOW + LONGEST_REST)


def test_who_tries_without_a_pause_for_as_long_as_a_link_lives_has_hardly_begun() -> None:
    """Decision 43 counts on it: until the day of the answer, and after it."""
    tries = (timedelta(days=14) + LINK_LIVES) / LONGEST_REST
    assert tries / 10**PIN_LENGTH < 1 / 900
