"""What of a table may be shown, so that nobody can be found in it."""

from collections.abc import Mapping, Set

from services.statistics.domain.network import TOTAL, Key, Network, Rival

Figures = Mapping[Key, int]

THRESHOLD = 5
PRICE_OF_ZERO = 2 * THRESHOLD


def with_totals(counts: Figures) -> dict[Key, int]:
    figures = dict(counts)
    for (row, column), n in counts.items():
        for total in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            figures[total] = figures.get(total, 0) + n
    return figures


def hidden(figures: Figures) -> frozenset[Key]:
    """The small figures, and the cheapest others without which those could be computed from what is shown."""
    network, small = Network(figures), small_figures(figures)
    chosen = set(small)
    for key in sorted(small):
        chosen |= _cover(network, figures, chosen, key)
    return _without_needless(network, figures, chosen, small)


def small_figures(figures: Figures) -> frozenset[Key]:
    return frozenset(key for key, n in figures.items() if 0 < n < THRESHOLD)


def is_safe(network: Network, figures: Figures, concealed: Set[Key], key: Key) -> bool:
    """Whether an attacker is left with a range of at least the threshold; they know that no figure is negative."""
    rivals = [Rival(network, figures, key, by) for by in (+1, -1)]
    for rival in rivals:
        while way := rival.next_way(lambda other: 0 if other in concealed else None):
            rival.walk(way, THRESHOLD)
            if sum(each.distance for each in rivals) >= THRESHOLD:
                return True
    return False


def _cover(network: Network, figures: Figures, concealed: Set[Key], key: Key) -> set[Key]:
    chosen = set(concealed)
    rivals = [Rival(network, figures, key, by) for by in (+1, -1)]
    while (distance := sum(rival.distance for rival in rivals)) < THRESHOLD:
        ways = [
            (way, rival)
            for rival in rivals
            if (way := rival.next_way(lambda other: 0 if other in chosen else _price(figures[other])))
        ]
        way, rival = min(ways, key=lambda option: option[0].price)
        rival.walk(way, THRESHOLD - distance)
        chosen.update(step.key for step in way.steps)
    return chosen


def _price(n: int) -> int:
    return n or PRICE_OF_ZERO


def _without_needless(network: Network, figures: Figures, chosen: Set[Key], small: frozenset[Key]) -> frozenset[Key]:
    kept = frozenset(chosen)
    for key in sorted(chosen - small, key=lambda other: (-_price(figures[other]), other)):
        without = kept - {key}
        if all(is_safe(network, figures, without, each) for each in small):
            return _without_needless(network, figures, without, small)
    return kept
