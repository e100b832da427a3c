"""A partner's system that took nothing is tried again, more and more rarely, spread, and often enough in three days."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain.retry_schedule import SPREAD, STEPS, TRIED_FOR, pause

FAILURES = st.integers(1, 500)
LONGEST_TRY = timedelta(seconds=10)
"""As long as anybody may have for one answer (`LOTSE_ANSWER_WITHIN`)."""
PARTNERS = st.uuids().map(str)


@given(FAILURES, PARTNERS)
def test_a_pause_is_its_step_and_at_most_a_fifth_more(failures: int, partner: str) -> None:
    step = STEPS[min(failures, len(STEPS)) - 1]
    assert step <= pause(failures, partner) <= step * (1 + SPREAD)


@given(FAILURES, PARTNERS)
def test_the_same_failure_has_the_same_pause(failures: int, partner: str) -> None:
    assert pause(failures, partner) == pause(failures, partner)


@given(st.integers(1, len(STEPS) - 1), PARTNERS)
def test_each_pause_is_longer_until_the_longest(failures: int, partner: str) -> None:
    assert pause(failures + 1, partner) > pause(failures, partner)


def test_many_that_failed_together_do_not_come_back_together() -> None:
    assert len({pause(6, str(number)) for number in range(1_000)}) > 990


@given(PARTNERS)
def test_within_three_days_there_are_some_twenty_tries(partner: str) -> None:
    tries, at = 0, timedelta()
    while at < TRIED_FOR:
        tries += 1
        at += pause(tries, partner)
    assert 18 <= tries <= 24
    assert tries * LONGEST_TRY < TRIED_FOR / 1_000, "messages for others that come during a try are few, and no p99"
