"""Compares rows with their figures in `docs/measurements.md`, which were measured on another day.

Absolute figures belong to the machine, so ratios are compared where there is a floor. A row is slower where its median
lies beyond the bound: beyond all rounds of the committed figure, and more than a tenth worse than their median.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.harness.bench.results import HEAD, Row

FIGURES: Final = Path(__file__).parents[3] / "docs" / "measurements.md"
NOISE: Final = 1.1
BENCH, OURS, RATIO = 0, 2, 4
"""The indexes of the cells with the row's name, our figure and the ratio."""

SPREAD: Final = re.compile(r"([\d.]+)(?: \(([\d.]+)-([\d.]+)\))?")


@dataclass(frozen=True)
class Figure:
    """The median and range of the committed rounds: of the ratios, or of our figures where there is no floor."""

    median: float
    lowest: float
    highest: float

    def bound(self, *, more_is_faster: bool) -> float:
        """Returns the worst median that does not count as slower."""
        if more_is_faster:
            return min(self.lowest, self.median / NOISE)
        return max(self.highest, self.median * NOISE)


def committed(page: str | None = None) -> dict[str, Figure]:
    """Returns the figures by row name. Raises ValueError where a line cannot be read or a name occurs twice."""
    found: dict[str, Figure] = {}
    for cells in _lines(FIGURES.read_text() if page is None else page):
        said = SPREAD.fullmatch((cells[RATIO] or cells[OURS]).replace(",", ""))
        if said is None or cells[BENCH] in found:
            raise ValueError(f"docs/measurements.md has no one figure of {cells[BENCH]}")
        middle, low, high = (float(said[each] or said[1]) for each in (1, 2, 3))
        found[cells[BENCH]] = Figure(middle, low, high)
    return found


def _lines(page: str) -> Iterator[list[str]]:
    """Yields the cells of each line in tables that have the benches' head."""
    within = False
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or line.startswith("|--"):
            within = within and line.startswith("|")
        elif cells[: RATIO + 1] == list(HEAD[: RATIO + 1]):
            within = True
        elif within:
            yield cells


def is_slower(row: Row, figure: Figure) -> bool:
    bound = figure.bound(more_is_faster=row.more_is_faster)
    return row.median < bound if row.more_is_faster else row.median > bound


def compared(rows: Iterable[Row], figures: Mapping[str, Figure]) -> Iterator[tuple[str, str, str]]:
    """Yields for each row the committed figure, the bound, and the verdict."""
    for row in rows:
        figure = figures.get(row.name)
        if figure is None:
            yield "", "", "new"
            continue
        bound = figure.bound(more_is_faster=row.more_is_faster)
        sign = ">=" if row.more_is_faster else "<="
        yield f"{figure.median:g}", f"{sign} {bound:.3g}", "slower" if is_slower(row, figure) else "no slower"


def summary(rows: Iterable[Row], figures: Mapping[str, Figure], *, whole: bool) -> Iterator[str]:
    """Yields the table's result in a few lines. `whole`: every bench was run, so a figure without a row is reported."""
    measured = {row.name: row for row in rows}
    known = [row for name, row in measured.items() if name in figures]
    slower = [row.name for row in known if is_slower(row, figures[row.name])]
    yield f"slower than docs/measurements.md: {'; '.join(slower) or 'no row'} ({len(known)} compared)"
    if new := measured.keys() - figures.keys():
        yield f"without a figure there: {'; '.join(name for name in measured if name in new)}"
    if whole and (lost := figures.keys() - measured.keys()):
        yield f"there, and not measured: {'; '.join(name for name in figures if name in lost)}"
