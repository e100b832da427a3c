from collections import Counter
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.statistics.domain.disclosure import THRESHOLD, hidden, is_safe, small_figures, with_totals
from services.statistics.domain.network import TOTAL, Key, Network
from tests.unit.statistics.attacker import ranges_left

Counts = dict[Key, int]


def table(rows: int, columns: int, **filled: int) -> Counts:
    """`table(2, 3, r0c1=4)`: all other figures are zero."""
    return {(f"r{r}", f"c{c}"): filled.get(f"r{r}c{c}", 0) for r, c in product(range(rows), range(columns))}


def tables(rows: int, columns: int, most: int) -> st.SearchStrategy[Counts]:
    keys = list(table(rows, columns))
    return st.lists(st.integers(0, most), min_size=len(keys), max_size=len(keys)).map(
        lambda numbers: dict(zip(keys, numbers, strict=True))
    )


def test_a_large_figure_is_shown_and_a_small_one_is_hidden_with_its_totals() -> None:
    concealed = hidden(with_totals(table(17, 6, r3c0=8, r6c1=4)))
    assert concealed == {("r6", "c1"), ("r6", TOTAL), (TOTAL, "c1"), (TOTAL, TOTAL)}


def test_small_figures_that_protect_each_other_cost_nothing_more() -> None:
    concealed = hidden(with_totals(table(17, 6, r3c0=8, r6c1=4, r7c2=1)))
    assert {("r3", "c0"), ("r3", TOTAL), (TOTAL, "c0"), (TOTAL, TOTAL)}.isdisjoint(concealed)


def test_a_table_without_small_figures_is_shown_whole() -> None:
    assert hidden(with_totals(table(3, 3, r0c0=5, r1c1=90))) == frozenset()


def test_the_smallest_figure_that_protects_is_preferred() -> None:
    counts = {("a", "x"): 3, ("a", "y"): 50, ("a", "z"): 8, ("b", "x"): 60, ("b", "y"): 70, ("b", "z"): 9}
    assert hidden(with_totals(counts)) == {("a", "x"), ("a", "z"), ("b", "x"), ("b", "z")}


def test_two_hidden_figures_a_line_are_not_enough() -> None:
    """1 + 1 = 2 is shown in the row's total, so each of them is 0, 1 or 2."""
    figures = with_totals(table(2, 3, r0c0=1, r0c1=1, r1c0=30, r1c1=30, r1c2=30))
    pairs = {(row, column) for row in ("r0", "r1") for column in ("c0", "c1")}
    assert not is_safe(Network(figures), figures, pairs, ("r0", "c0"))
    assert is_safe(Network(figures), figures, hidden(figures), ("r0", "c0"))


@given(tables(4, 3, 12))
def test_no_line_has_exactly_one_hidden_figure(counts: Counts) -> None:
    concealed = hidden(with_totals(counts))
    for place in (0, 1):
        assert all(n > 1 for n in Counter(key[place] for key in concealed).values())


@given(tables(2, 2, 9))
@settings(max_examples=40, deadline=None)
def test_no_attacker_narrows_a_small_figure_below_the_threshold(counts: Counts) -> None:
    figures = with_totals(counts)
    concealed = hidden(figures)
    assert small_figures(figures) <= concealed
    left = ranges_left(figures, concealed, THRESHOLD)
    assert all(left[key] >= THRESHOLD for key in small_figures(figures))


@given(tables(2, 2, 9), st.data())
@settings(max_examples=40, deadline=None)
def test_the_audit_finds_what_brute_force_finds(counts: Counts, data: st.DataObject) -> None:
    figures = with_totals(counts)
    concealed = data.draw(st.sets(st.sampled_from(sorted(figures)), min_size=1))
    left = ranges_left(figures, concealed, THRESHOLD)
    for key in concealed:
        assert is_safe(Network(figures), figures, concealed, key) == (left[key] >= THRESHOLD)


@given(tables(3, 3, 9))
@settings(deadline=None)
def test_nothing_is_hidden_needlessly(counts: Counts) -> None:
    figures = with_totals(counts)
    concealed, small, network = hidden(figures), small_figures(figures), Network(figures)
    for key in concealed - small:
        assert not all(is_safe(network, figures, concealed - {key}, each) for each in small)


@given(tables(3, 3, 9), st.randoms(use_true_random=False))
def test_the_order_in_which_cells_were_counted_changes_nothing(counts: Counts, random: Random) -> None:
    shuffled = list(counts.items())
    random.shuffle(shuffled)
    assert hidden(with_totals(dict(shuffled))) == hidden(with_totals(counts))


@pytest.mark.parametrize("cases", [200, 1000])
def test_a_year_of_cases_is_protected_at_once(cases: int) -> None:
    random = Random(cases)
    counts = table(17, 6)
    for key in random.choices(list(counts), k=cases):
        counts[key] += 1
    figures = with_totals(counts)
    concealed, network = hidden(figures), Network(figures)
    assert all(is_safe(network, figures, concealed, key) for key in small_figures(figures))
