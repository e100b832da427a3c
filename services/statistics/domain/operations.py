"""The condition of a service, judged by its last heartbeat."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

Condition = Literal["well", "busy", "attention", "silent"]

SERVICES: Final = ("intake", "referral", "notification", "statistics")
SILENT_AFTER: Final = 30.0
"""Seconds without a heartbeat after which an instance is silent: three heartbeats."""
LONG_PENDING: Final = 60.0
"""Seconds that the oldest event may wait to be sent before the service needs attention."""
LONG_FAILING: Final = 900.0
"""Seconds that an effect may fail before the service needs attention, as in the alert EffectsFail."""


class Heartbeat(BaseModel):
    """An instance's report on itself, sent every ten seconds; ages are in seconds."""

    model_config = ConfigDict(frozen=True)

    service: str
    instance: str
    version: str
    at: datetime
    pending: int
    oldest_pending: float | None = None
    parked: int
    quarantined: int
    refused: int
    lag: int
    stopped: tuple[str, ...]
    effects: int | None = None
    effects_failing: int | None = None
    effects_oldest_failing: float | None = None
    effects_given_up: int | None = None

    def age(self, now: datetime) -> float:
        """Seconds since the heartbeat; 0 where the other machine's clock is a little ahead."""
        return max(0.0, (now - self.at).total_seconds())

    def is_silent(self, now: datetime) -> bool:
        return self.age(now) > SILENT_AFTER

    def condition(self, now: datetime) -> Condition:
        if self.is_silent(now):
            return "silent"
        if self.stopped or self.refused or self.quarantined or self.effects_given_up or self._waits_long():
            return "attention"
        return "busy" if self.parked or self.pending or self.lag or self.effects_failing else "well"

    def _waits_long(self) -> bool:
        return (self.oldest_pending or 0) > LONG_PENDING or (self.effects_oldest_failing or 0) > LONG_FAILING


def current(heartbeats: Iterable[Heartbeat], now: datetime) -> dict[str, list[Heartbeat]]:
    """Returns by service, newest first, every instance that is alive, or else the last one that was."""
    newest_first = sorted(heartbeats, key=lambda heartbeat: heartbeat.at, reverse=True)
    by_service = {name: [heartbeat for heartbeat in newest_first if heartbeat.service == name] for name in SERVICES}
    return {
        name: [each for each in beats if not each.is_silent(now)] or beats[:1] for name, beats in by_service.items()
    }
