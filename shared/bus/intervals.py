"""How often a process does what it does again and again."""

from dataclasses import dataclass
from typing import Final

from shared.bus import heartbeat
from shared.bus.lease import SECONDS


@dataclass(frozen=True)
class Intervals:
    """In seconds. Tests hurry."""

    idle: float = 2.0
    heartbeat: float = heartbeat.SECONDS
    heads: float = 30.0
    replay: float = 30.0
    chores: float = 3600.0
    lease: float = SECONDS


DEFAULT_INTERVALS: Final = Intervals()
