"""When a partner's system that took nothing is tried again, and when it is given up."""

import hashlib
from datetime import timedelta
from typing import Final

TRIED_FOR: Final = timedelta(days=3)
STEPS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=4),
)
"""After so many failures in a row; the last one from then on."""
SPREAD: Final = 0.2
"""By which part a pause is longer at most, so that many systems that failed together do not come back together."""


def pause(failures: int, of: str) -> timedelta:
    """After `failures` in a row, from 1. The same for the same `of` and number."""
    step = STEPS[min(failures, len(STEPS)) - 1]
    drawn = hashlib.sha256(f"{of}|{failures}".encode()).digest()
    return step * (1 + SPREAD * int.from_bytes(drawn[:4]) / 2**32)
