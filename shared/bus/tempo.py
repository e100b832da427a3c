"""How often the bus does what it does by itself."""

from dataclasses import dataclass
from typing import Final

from shared.bus import heartbeat, lease


@dataclass(frozen=True)
class Tempo:
    """In seconds. Tests hurry."""

    idle: float = 1.0
    heartbeat: float = heartbeat.SECONDS
    heads: float = 30.0
    replay: float = 30.0
    chores: float = 3600.0
    lease: float = lease.SECONDS


EVERYDAY: Final = Tempo()
