"""Cell suppression: small figures are hidden, and as many others as it takes so that nobody can compute them."""

from collections.abc import Mapping, Set
from typing import Final

from services.statistics.domain.network import TOTAL, FeasibleTable, Key, Network

Figures = Mapping[Key, int]

THRESHOLD: Final = 5
"""Any figure below it is small; it is also the least width of a small figure's feasibility interval."""
COST_OF_ZERO: Final = 2 * THRESHOLD
"""Cost of hiding a zero; hiding any other figure costs what it counts."""


def with_totals(counts: Figures) -> dict[Key, int]:
    figures = dict(counts)
    for (row, column), n in counts.items():
        for total in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            figures[total] = figures.get(total, 0) + n
    return figures


def hidden(figures: Figures) -> frozenset[Key]:
    """Returns the figures to hide: the small ones (primary suppression) and the cheapest others that protect them.

    Hiding the others is complementary suppression.
    """
    network, small = Network(figures), small_figures(figures)
    chosen = set(small)
    for key in sorted(small):
        chosen |= _cover(network, figures, chosen, key)
    return _without_needless(network, figures, chosen, small)


def small_figures(figures: Figures) -> frozenset[Key]:
    return frozenset(key for key, n in figures.items() if 0 < n < THRESHOLD)


def is_safe(network: Network, figures: Figures, concealed: Set[Key], key: Key) -> bool:
    """Whether an attacker is left with a range of at least the threshold; they know that no figure is negative."""
    tables = [FeasibleTable(network, figures, key, by) for by in (+1, -1)]
    for table in tables:
        while path := table.next_path(lambda other: 0 if other in concealed else None):
            table.augment(path, THRESHOLD)
            if sum(each.distance for each in tables) >= THRESHOLD:
                return True
    return False


def _cover(network: Network, figures: Figures, concealed: Set[Key], key: Key) -> set[Key]:
    chosen = set(concealed)
    tables = [FeasibleTable(network, figures, key, by) for by in (+1, -1)]
    while (distance := sum(table.distance for table in tables)) < THRESHOLD:
        paths = [
            (path, table)
            for table in tables
            if (path := table.next_path(lambda other: 0 if other in chosen else _cost(figures[other])))
        ]
        path, table = min(paths, key=lambda option: option[0].cost)
        table.augment(path, THRESHOLD - distance)
        chosen.update(step.key for step in path.steps)
    return chosen


def _cost(n: int) -> int:
    return n or COST_OF_ZERO


def _without_needless(network: Network, figures: Figures, chosen: Set[Key], small: frozenset[Key]) -> frozenset[Key]:
    kept = frozenset(chosen)
    for key in sorted(chosen - small, key=lambda other: (-_cost(figures[other]), other)):
        without = kept - {key}
        if all(is_safe(network, figures, without, each) for each in small):
            return _without_needless(network, figures, without, small)
    return kept
