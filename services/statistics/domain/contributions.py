"""What each fact adds to which cell of its population's table: a quarter and coarse codes, never whom it counts."""

from datetime import datetime
from typing import Final, NamedTuple

from services.statistics.domain.periods import Period
from services.statistics.domain.tables import TABLE_OF, Population


class Cell(NamedTuple):
    table: str
    period: str
    row: str
    column: str


Contribution = frozenset[Cell]
NOTHING: Final[Contribution] = frozenset()


def changes(old: Contribution, new: Contribution) -> dict[Cell, int]:
    return dict.fromkeys(old - new, -1) | dict.fromkeys(new - old, +1)


def one(population: Population, at: datetime, row: str, column: str) -> Contribution:
    return frozenset({Cell(TABLE_OF[population].name, str(Period.holding(at, "quarter")), row, column)})


def moved(old: Contribution, **codes: str) -> Contribution:
    """The same quarters in another `row`, another `column`, or both."""
    return frozenset(cell._replace(**codes) for cell in old)
