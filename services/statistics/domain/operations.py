"""What a service's last heartbeat says of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Condition = Literal["well", "busy", "attention", "silent"]

SERVICES = ("intake", "referral", "notification", "statistics")
SILENT_AFTER = 30.0
LONG_PENDING = 60.0


@dataclass(frozen=True)
class Heartbeat:
    service: str
    instance: str
    version: str
    at: datetime
    pending: int
    oldest_pending: float | None
    parked: int
    quarantined: int
    refused: int
    lag: int
    stopped: tuple[str, ...]

    def age(self, now: datetime) -> float:
        """In seconds; another machine's clock may be a little ahead."""
        return max(0.0, (now - self.at).total_seconds())

    def is_silent(self, now: datetime) -> bool:
        return self.age(now) > SILENT_AFTER

    def condition(self, now: datetime) -> Condition:
        if self.is_silent(now):
            return "silent"
        if self.stopped or self.refused or self.quarantined or (self.oldest_pending or 0) > LONG_PENDING:
            return "attention"
        return "busy" if self.parked or self.pending or self.lag else "well"


def current(heartbeats: Iterable[Heartbeat], now: datetime) -> dict[str, list[Heartbeat]]:
    """By service: every instance that is alive, or else the one that was heard last."""
    newest_first = sorted(heartbeats, key=lambda heartbeat: heartbeat.at, reverse=True)
    of = {name: [heartbeat for heartbeat in newest_first if heartbeat.service == name] for name in SERVICES}
    return {name: [each for each in heard if not each.is_silent(now)] or heard[:1] for name, heard in of.items()}
