"""The results of fault tests: for each fault what went through, what it cost, and whether the invariants held."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final, Literal

HEADINGS: Final = ("fault", "events", "duplicates", "gaps healed", "longest stall", "invariants")

Verdict = Literal["hold", "VIOLATED", "not run"]


@dataclass(frozen=True)
class Row:
    fault: str
    events: int
    duplicates: int
    healed: int
    stall: str
    invariants: Verdict


def not_run(fault: str) -> Row:
    return Row(fault, 0, 0, 0, "-", "not run")


def table(rows: Sequence[Row]) -> list[str]:
    cells = [HEADINGS, *(tuple(str(cell) for cell in astuple(row)) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
