"""The one rule to apply, and when to try again: pure, so that an explorer can walk every order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final

RETRY_STEPS: Final = (0.1, 1.0, 5.0)
LONGEST_RETRY: Final = 3600.0
HUMAN_AFTER: Final = timedelta(hours=24)
IMMEDIATELY: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When something is due that waits for no time: also where the clock went back since it was written down."""


class Verdict(Enum):
    APPLY = "apply"
    DROP = "drop"
    PARK = "park"


def decide(applied: int, sequence: int) -> Verdict:
    """For facts: `applied` is the last sequence that took effect for this topic and key, 0 before the first."""
    if sequence == applied + 1:
        return Verdict.APPLY
    return Verdict.DROP if sequence <= applied else Verdict.PARK


def decide_state(applied: int, sequence: int) -> Verdict:
    """For topics of kind state: the last one wins, gap or not."""
    return Verdict.APPLY if sequence > applied else Verdict.DROP


Rule = Callable[[int, int], Verdict]


def settle(rule: Rule, applied: int, sequence: int, *, failed: bool, erased: bool) -> Verdict:
    """Of an erased key all is dropped; an event in its turn whose handler failed is parked, the position stays."""
    if erased:
        return Verdict.DROP
    verdict = rule(applied, sequence)
    return Verdict.PARK if failed and verdict is Verdict.APPLY else verdict


def retry_delay(tries: int) -> timedelta:
    """After the given number of failed tries (from 1): 0.1 s, 1 s, 5 s, then 10 s doubled up to an hour."""
    if tries <= len(RETRY_STEPS):
        return timedelta(seconds=RETRY_STEPS[max(tries, 1) - 1])
    doublings = min(tries - len(RETRY_STEPS) - 1, 12)
    return timedelta(seconds=min(10.0 * 2**doublings, LONGEST_RETRY))
