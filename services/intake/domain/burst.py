"""What came in a burst: shown as one, so that it hides nobody. What is unlike the others stays by itself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

BURST: Final = 30
"""So many of one hour wait together: a contact point hears of a few hundred people in a year."""
ALIKE: Final = 5
"""So many with the same coarse picture are folded."""


@dataclass(frozen=True)
class Alike:
    """Those who wait of one hour with one coarse picture; `first` are at most ALIKE of their contacts' ids."""

    hour: datetime
    count: int
    first: Sequence[str]


@dataclass(frozen=True)
class Burst:
    """`count` are folded; `singles` are the ids of those of the same hour that are not."""

    hour: datetime
    count: int
    singles: tuple[str, ...]


def find_bursts(waiting: Iterable[Alike]) -> list[Burst]:
    """In the order of their hours."""
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
