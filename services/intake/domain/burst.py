"""Folds a burst of contacts into one row, so that it hides nobody; contacts unlike the others keep their own row."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

BURST: Final = 30
"""Number of contacts waiting from one hour that make a burst; a contact point hears of a few hundred in a year."""
ALIKE: Final = 5
"""Number of contacts of one hour with the same coarse picture from which on these are folded."""


@dataclass(frozen=True)
class Alike:
    """The waiting contacts of one hour with one coarse picture. `first`: at most ALIKE of their ids."""

    hour: datetime
    count: int
    first: Sequence[str]


@dataclass(frozen=True)
class Burst:
    """One hour's burst. `count`: number of folded contacts; `singles`: ids of the contacts that are not folded."""

    hour: datetime
    count: int
    singles: tuple[str, ...]


def find_bursts(waiting: Iterable[Alike]) -> list[Burst]:
    """Returns the bursts in the order of their hours."""
    by_hour = defaultdict[datetime, list[Alike]](list)
    for alike in waiting:
        by_hour[alike.hour].append(alike)
    return [
        _burst(hour, pictures)
        for hour, pictures in sorted(by_hour.items())
        if sum(alike.count for alike in pictures) >= BURST
    ]


def _burst(hour: datetime, pictures: list[Alike]) -> Burst:
    folded = sum(alike.count for alike in pictures if alike.count >= ALIKE)
    singles = [each for alike in pictures if alike.count < ALIKE for each in alike.first]
    return Burst(hour, folded, tuple(singles))
