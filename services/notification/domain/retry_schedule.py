"""The pauses until a partner's system that took nothing is tried again, and the time after which it is given up."""

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
"""The pause after the first failure in a row, the second, and so on; the last one from then on."""
SPREAD: Final = 0.2
"""The part by which a pause is longer at most.

It keeps many systems that failed together from being tried again at the same time.
"""


def pause(failures: int, of: str) -> timedelta:
    """Returns the pause after `failures` in a row, counted from 1: the same for the same `of` and number."""
    step = STEPS[min(failures, len(STEPS)) - 1]
    drawn = hashlib.sha256(f"{of}|{failures}".encode()).digest()
    return step * (1 + SPREAD * int.from_bytes(drawn[:4]) / 2**32)
