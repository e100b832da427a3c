"""Two keys, three events, two topics: any order, loss, duplication and restart. And: a broken rule is found."""

import pytest

from shared.bus.consume.rules import Rule, Verdict, decide
from tests.unit.bus.explorer import Broken, explore

CASE, CONSENT = "case", "consent"
SHAPES = [
    {(CASE, "a"): 3},
    {(CASE, "a"): 2, (CONSENT, "a"): 1},
    {(CASE, "a"): 2, (CASE, "b"): 1},
    {(CASE, "a"): 1, (CONSENT, "a"): 1, (CASE, "b"): 1},
    {(CASE, "a"): 2, (CONSENT, "a"): 1, (CASE, "b"): 1},
]


@pytest.mark.parametrize("said", SHAPES)
def test_every_order_takes_effect_once_in_order_and_can_always_end_well(said: dict[tuple[str, str], int]) -> None:
    assert explore(said, decide) > 60


@pytest.mark.parametrize(
    "said", [{(CASE, "a"): 3}, {(CASE, "a"): 2, (CONSENT, "a"): 2}, {(CASE, "a"): 2, (CASE, "b"): 1}]
)
def test_after_an_erasure_nothing_of_the_key_takes_effect_whatever_comes(said: dict[tuple[str, str], int]) -> None:
    eraser = ((CASE, "a"), said[CASE, "a"])
    assert explore(said, decide, frozenset({eraser})) > 60


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
        explore({(CASE, "a"): 2, (CONSENT, "a"): 1}, rule)
