"""What a service's last heartbeat says of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Condition = Literal["well", "busy", "attention", "silent"]

SERVICES = ("intake", "referral", "notification", "statistics")
SILENT_AFTER = timedelta(seconds=30)
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

    def condition(self, now: datetime) -> Condition:
        if now - self.at > SILENT_AFTER:
            return "silent"
        if self.stopped or self.refused or self.quarantined or (self.oldest_pending or 0) > LONG_PENDING:
            return "attention"
        return "busy" if self.parked or self.pending or self.lag else "well"


def never_heard(heartbeats: Iterable[Heartbeat]) -> tuple[str, ...]:
    heard = {heartbeat.service for heartbeat in heartbeats}
    return tuple(service for service in SERVICES if service not in heard)
