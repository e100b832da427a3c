"""An attacker by brute force: tries every other table near the true one. Shares no code with what it attacks."""

from collections.abc import Iterator, Mapping, Set
from itertools import product

Key = tuple[str, str]
Figures = Mapping[Key, int]


def ranges_left(figures: Figures, concealed: Set[Key], reach: int) -> dict[Key, int]:
    """Of each figure greatest minus smallest value, at most `reach` from the true one, that fits all that is shown."""
    possible = list(fitting(figures, concealed, reach))
    return {key: max(table[key] for table in possible) - min(table[key] for table in possible) for key in figures}


def fitting(figures: Figures, concealed: Set[Key], reach: int) -> Iterator[Figures]:
    inner = [key for key in figures if "total" not in key]
    choices = [
        range(max(0, figures[key] - reach), figures[key] + reach + 1) if key in concealed else [figures[key]]
        for key in inner
    ]
    shown = [(key, n) for key, n in figures.items() if key not in concealed]
    for values in product(*choices):
        table = completed(dict(zip(inner, values, strict=True)))
        if all(table[key] == n for key, n in shown):
            yield table


def completed(inner: Figures) -> dict[Key, int]:
    table = dict(inner)
    for row, column in inner:
        table[row, "total"] = sum(n for (r, _), n in inner.items() if r == row)
        table["total", column] = sum(n for (_, c), n in inner.items() if c == column)
    table["total", "total"] = sum(inner.values())
    return table
