"""Looks at the process again and again, and says what it saw: as gauges here, as a heartbeat to all."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from shared.bus import gauges, heartbeat
from shared.bus.consume.circuit_breaker import Stops
from shared.bus.consume.subscription import Subscription
from shared.bus.publish.broadcast import Tell
from shared.clock import Clock
from shared.store import Store


@dataclass(frozen=True)
class Heart:
    store: Store
    service: str
    instance: str
    topics: frozenset[str]
    stops: Stops
    subscriptions: Sequence[Subscription]
    tell: Tell
    clock: Clock
    pause: float

    async def beat(self) -> None:
        """What a human let go on meanwhile goes on from here."""
        stopped = await self.stops.standing()
        for subscription in self.subscriptions:
            subscription.resume(stopped)
        lag = sum([await subscription.lag() for subscription in self.subscriptions])
        measured = await heartbeat.measure(self.store, self.service, self.instance, lag, stopped, self.clock())
        await gauges.show(self.store, measured, self.topics, self.clock())
        await self.tell(measured)
        await asyncio.sleep(self.pause)
