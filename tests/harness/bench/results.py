"""Results as ratios of our figure to the floor: the median of the rounds and their range."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final


@dataclass(frozen=True)
class Target:
    bound: float
    at_most: bool = False

    def is_met_by(self, ratio: float) -> bool:
        return ratio <= self.bound if self.at_most else ratio >= self.bound

    def __str__(self) -> str:
        return f"{'<=' if self.at_most else '>='} {self.bound:g}"


@dataclass
class Row:
    """One measurement: a figure of each round for floor and ours, side by side; without a target it is only shown."""

    name: str
    unit: str
    target: Target | None = None
    floor: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    note: str = ""

    def add(self, floor: float, ours: float) -> None:
        self.floor.append(floor)
        self.ours.append(ours)

    @property
    def ratios(self) -> list[float]:
        return [_ratio(floor, ours) for floor, ours in zip(self.floor, self.ours, strict=True)]

    @property
    def median(self) -> float:
        """The median of the ratios, or of our figures where there is no floor."""
        return median(self.ratios if self.floor else self.ours)

    @property
    def more_is_faster(self) -> bool:
        return self.unit.endswith("/s")

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "met" if self.target.is_met_by(self.median) else "missed"

    def cells(self) -> tuple[str, ...]:
        ratio = f"{self.median:.2f} ({min(self.ratios):.2f}-{max(self.ratios):.2f})" if self.floor else ""
        target = str(self.target or "")
        return self.name, _figure(self.floor), _figure(self.ours), self.unit, ratio, target, self.verdict


HEAD: Final = ("bench", "floor", "ours", "unit", "ratio", "target", "", "committed", "bound", "", "note")


def table(rows: Sequence[Row], against: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yields the lines of a table. `against`: the cells of each row that `committed.compared` yields."""
    lines = [HEAD, *((*row.cells(), *told, row.note) for row, told in zip(rows, against, strict=True))]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        if line is HEAD:
            yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"


def percentile(figures: Sequence[float], share: float) -> float:
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _figure(rounds: Sequence[float]) -> str:
    if not rounds:
        return ""
    middle = median(rounds)
    return f"{middle:,.0f}" if middle >= 100 else f"{middle:.3g}"


def _ratio(floor: float, ours: float) -> float:
    """Returns ours by floor. A floor of nothing is met by nothing alone: no document examined, for example."""
    if floor:
        return ours / floor
    return math.inf if ours else 1.0
