"""Two keys, three events, two topics: any order, loss, duplication and restart. And: a broken rule is found."""

import pytest

from shared.bus.consume.rules import Verdict, decide
from tests.unit.bus.explorer import Broken, Lane, Protected, Rule, explore

CASE, CONSENT = "case", "consent"
SHAPES: list[dict[Lane, int]] = [
    {(CASE, "a"): 3},
    {(CASE, "a"): 2, (CONSENT, "a"): 1},
    {(CASE, "a"): 2, (CASE, "b"): 1},
    {(CASE, "a"): 1, (CONSENT, "a"): 1, (CASE, "b"): 1},
]
ALL: Protected = Protected(decide)


@pytest.mark.parametrize("said", SHAPES)
def test_every_order_takes_effect_once_in_order_and_can_always_end_well(said: dict[Lane, int]) -> None:
    assert explore(said, ALL) > 60


@pytest.mark.parametrize("said", [{(CASE, "a"): 3}, {(CASE, "a"): 2, (CONSENT, "a"): 1}])
def test_after_an_erasure_nothing_of_the_key_takes_effect_whatever_comes(said: dict[Lane, int]) -> None:
    eraser = ((CASE, "a"), said[CASE, "a"])
    assert explore(said, ALL, frozenset({eraser})) > 60


@pytest.mark.parametrize("said", SHAPES[:3])
def test_where_a_wake_up_is_lost_the_review_finds_the_row(said: dict[Lane, int]) -> None:
    assert explore(said, ALL, losing_wake_ups=True) > 60


def test_a_wake_up_that_is_lost_without_a_review_is_found() -> None:
    with pytest.raises(Broken, match="never took effect"):
        explore({(CASE, "a"): 3}, Protected(decide, reviewed=False), losing_wake_ups=True)


def test_without_losses_progress_alone_wakes_every_row() -> None:
    assert explore({(CASE, "a"): 3}, Protected(decide, reviewed=False)) > 60


def test_a_key_whose_transactions_do_not_exclude_each_other_is_found() -> None:
    with pytest.raises(Broken, match="waits for a progress that is there already"):
        explore({(CASE, "a"): 3}, Protected(decide, serialised=False))


def _never_drops(applied: int, sequence: int) -> Verdict:
    return Verdict.APPLY if sequence <= applied else decide(applied, sequence)


def _never_parks(applied: int, sequence: int) -> Verdict:
    return Verdict.DROP if sequence <= applied else Verdict.APPLY


def _drops_what_comes_early(applied: int, sequence: int) -> Verdict:
    return Verdict.APPLY if sequence == applied + 1 else Verdict.DROP


def _parks_what_it_has(applied: int, sequence: int) -> Verdict:
    return Verdict.APPLY if sequence == applied + 1 else Verdict.PARK


@pytest.mark.parametrize("rule", [_never_drops, _never_parks, _drops_what_comes_early, _parks_what_it_has])
def test_a_rule_with_one_protection_switched_off_is_found(rule: Rule) -> None:
    with pytest.raises(Broken):
        explore({(CASE, "a"): 2, (CONSENT, "a"): 1}, Protected(rule))
