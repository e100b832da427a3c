from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus.consume.rules import Verdict, decide, decide_external, decide_state
from shared.bus.write.effects import retry_delay


@pytest.mark.parametrize(
    ("applied", "sequence", "verdict"),
    [
        (0, 1, Verdict.APPLY),
        (4, 5, Verdict.APPLY),
        (4, 4, Verdict.DROP),
        (4, 1, Verdict.DROP),
        (4, 6, Verdict.PARK),
        (0, 2, Verdict.PARK),
    ],
)
def test_a_fact_is_applied_only_when_it_is_the_next(applied: int, sequence: int, verdict: Verdict) -> None:
    assert decide(applied, sequence) is verdict


@given(applied=st.integers(0, 100), sequence=st.integers(1, 100))
def test_of_a_state_the_last_wins_gap_or_not(applied: int, sequence: int) -> None:
    assert (decide_state(applied, sequence) is Verdict.APPLY) == (sequence > applied)


@given(st.integers(1, 200))
def test_the_waits_grow_up_to_an_hour(tries: int) -> None:
    assert timedelta(seconds=0.1) <= retry_delay(tries) <= retry_delay(tries + 1) <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("known", "waiting", "failed", "verdict"),
    [
        (None, False, False, Verdict.APPLY),
        (None, False, True, Verdict.PARK),
        (b"same", False, False, Verdict.DROP),
        (b"other", False, False, Verdict.REFUSE),
        (b"same", True, False, Verdict.APPLY),
        (b"same", True, True, Verdict.PARK),
    ],
)
def test_an_outsiders_message_is_known_by_its_id_and_digest(
    known: bytes | None, waiting: bool, failed: bool, verdict: Verdict
) -> None:
    assert decide_external(known, b"same", waiting=waiting, failed=failed) is verdict
