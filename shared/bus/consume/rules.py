"""Decides whether an event takes effect now. All is pure, so that an explorer can walk every order."""

from enum import Enum

from shared.bus.write.unit_of_work import ALL_ON, Protections


class Verdict(Enum):
    APPLY = "applied"
    DROP = "dropped"
    PARK = "parked"
    REFUSE = "refused"
    """Reserved for messages from outside: the id was used before, with another body."""


def decide(applied: int, sequence: int, on: Protections = ALL_ON) -> Verdict:
    """Decides for facts. `applied` is the last sequence that took effect for this topic and key, 0 before the first."""
    if sequence <= applied and on.drop_duplicates:
        return Verdict.DROP
    if sequence > applied + 1 and on.park_early:
        return Verdict.PARK
    return Verdict.APPLY


def decide_state(applied: int, sequence: int, on: Protections = ALL_ON) -> Verdict:
    """Decides for topics of kind state, and for erasures: the last one wins, gap or not."""
    return Verdict.DROP if sequence <= applied and on.drop_duplicates else Verdict.APPLY


def settle(verdict: Verdict, *, failed: bool, erased: bool) -> Verdict:
    """Adjusts a verdict: under an erased key all is dropped, and an event in its turn whose handler failed is parked.

    The position of a parked event's key stays.
    """
    if erased:
        return Verdict.DROP
    return Verdict.PARK if failed and verdict is Verdict.APPLY else verdict


def decide_external(known: bytes | None, digest: bytes, *, waiting: bool, failed: bool) -> Verdict:
    """Decides for messages from outside, which have no number. `known` is the digest that this id had before.

    A message that is `waiting` in the retry queue is known and has not taken effect yet.
    """
    if known is None or waiting:
        return Verdict.PARK if failed else Verdict.APPLY
    return Verdict.DROP if known == digest else Verdict.REFUSE
