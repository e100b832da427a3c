"""The contribution of one subject to the cells of its population's table.

A cell holds a quarter and coarse codes, never whom it counts.
"""

from datetime import datetime
from typing import Final, NamedTuple

from services.statistics.domain.periods import Period
from services.statistics.domain.tables import TABLE_OF, Population


class Cell(NamedTuple):
    table: str
    period: str
    row: str
    column: str


class Contribution(NamedTuple):
    """`cells`: those that count the subject; `elsewhere`: they do not, as long as another subject stands for it."""

    cells: frozenset[Cell] = frozenset()
    elsewhere: bool = False

    @property
    def adds(self) -> frozenset[Cell]:
        return frozenset() if self.elsewhere else self.cells


NOTHING: Final = Contribution()


def changes(old: Contribution, new: Contribution) -> dict[Cell, int]:
    return dict.fromkeys(old.adds - new.adds, -1) | dict.fromkeys(new.adds - old.adds, +1)


def one(population: Population, at: datetime, row: str, column: str) -> Contribution:
    return Contribution(frozenset({Cell(TABLE_OF[population].name, str(Period.holding(at, "quarter")), row, column)}))


def moved(old: Contribution, **codes: str) -> Contribution:
    """Returns the contribution in the same quarters, in another `row`, another `column`, or both.

    Whether it is counted stays as it was.
    """
    return old._replace(cells=frozenset(cell._replace(**codes) for cell in old.cells))


def stands_for(old: Contribution, *, itself: bool) -> Contribution:
    """Returns the contribution as counted (`itself`), or as not counted because another subject stands for it.

    Its cells stay those of the quarter in which it began.
    """
    return old._replace(elsewhere=not itself)
