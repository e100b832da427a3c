"""Reports a service's health every ten seconds: as gauges for `/metrics`, and as a heartbeat that is broadcast to all.

The gauges are set also while Kafka takes nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from shared.bus.consume.consumer import Subscription
from shared.bus.consume.dead_letters import DEAD_LETTERS, CircuitBreaker
from shared.bus.publish.broadcast import Broadcast
from shared.bus.repair.gaps import GAPS
from shared.bus.write.effects import GIVEN_UP, NOT_OVER
from shared.bus.write.outbox import OUTBOX, PENDING, REFUSED
from shared.bus.write.unit_of_work import EFFECTS, RETRY_QUEUE, WAITING
from shared.clock import Clock
from shared.contracts.bus import HeartbeatTold
from shared.contracts.vocabulary import Service
from shared.store import Store
from shared.telemetry import metrics

VERSION: Final = "0.1.0"


@dataclass(frozen=True)
class HealthReport:
    """Measures and reports. `topics` are those that the service consumes; `pause` is in seconds."""

    store: Store
    service: str
    instance: str
    topics: frozenset[str]
    breaker: CircuitBreaker
    subscriptions: Sequence[Subscription]
    broadcast: Broadcast
    clock: Clock
    pause: float
    measures: Sequence[Callable[[], Awaitable[None]]] = ()

    async def report(self) -> None:
        """Measures, shows, broadcasts, and waits. Topics that a human let go on meanwhile are resumed here."""
        stopped = await self.breaker.open_topics()
        for subscription in self.subscriptions:
            subscription.resume(stopped)
        lag = sum([await subscription.lag() for subscription in self.subscriptions])
        measured = await measure(self.store, self.service, self.instance, lag, stopped, self.clock())
        await show(self.store, measured, self.topics, self.clock())
        for measure_own in self.measures:
            await measure_own()
        await self.broadcast(measured)
        await asyncio.sleep(self.pause)


async def measure(
    store: Store, service: str, instance: str, lag: int, stopped: Iterable[str], now: datetime
) -> HeartbeatTold:
    pending = {"status": PENDING}
    oldest = await store[OUTBOX].find_one(pending, {"since": 1}, sort=[("since", 1), ("sequence", 1)])
    effects = await effects_by_kind(store, now)
    return HeartbeatTold(
        service=Service(service),
        instance=instance,
        version=VERSION,
        pending=await store[OUTBOX].count_documents(pending),
        parked=await store[RETRY_QUEUE].estimated_document_count(),
        quarantined=await store[DEAD_LETTERS].count_documents({"handled": {"$exists": False}}),
        refused=await store[OUTBOX].count_documents({"status": REFUSED}),
        lag=lag,
        stopped=tuple(sorted(stopped)),
        oldest_pending=None if oldest is None else _age(oldest["since"], now),
        effects=sum(each.pending for each in effects),
        effects_failing=sum(each.failing for each in effects),
        effects_oldest_failing=max((each.oldest_failing for each in effects if each.failing), default=None),
        effects_given_up=sum(each.given_up for each in effects),
    )


async def show(store: Store, measured: HeartbeatTold, topics: Iterable[str], now: datetime) -> None:
    service = measured.service
    gap = await store[GAPS].find_one({}, {"since": 1}, sort=[("since", 1)])
    metrics.PENDING.labels(service).set(measured.pending)
    metrics.OLDEST_PENDING.labels(service).set(measured.oldest_pending or 0)
    metrics.PARKED.labels(service).set(measured.parked)
    metrics.FOR_HUMANS.labels(service).set(await store[RETRY_QUEUE].count_documents({"human": True}))
    metrics.QUARANTINED.labels(service).set(measured.quarantined)
    metrics.REFUSED.labels(service).set(measured.refused)
    metrics.OLDEST_GAP.labels(service).set(_age(gap["since"], now) if gap else 0)
    metrics.MISMATCHES.labels(service)
    await show_effects(store, service, now)
    metrics.STOPPED.remove_by_labels({"service": service})
    for topic in {*topics, *measured.stopped}:  # a topic of a channel or partner is in no list
        metrics.STOPPED.labels(service, topic).set(topic in measured.stopped)


class Effects(NamedTuple):
    """Side effects of one kind that are not done; `oldest_failing` in seconds."""

    kind: str
    pending: int
    failing: int
    oldest_failing: float
    given_up: int


async def effects_by_kind(store: Store, now: datetime) -> list[Effects]:
    failing = {"$and": [{"$eq": ["$status", WAITING]}, {"$gt": ["$tries", 0]}]}
    by_kind = {
        "_id": "$kind",
        "pending": {"$sum": {"$cond": [{"$eq": ["$status", WAITING]}, 1, 0]}},
        "failing": {"$sum": {"$cond": [failing, 1, 0]}},
        "oldest": {"$min": {"$cond": [failing, "$created", None]}},
        "given_up": {"$sum": {"$cond": [{"$eq": ["$status", GIVEN_UP]}, 1, 0]}},
    }
    rows = await store.aggregate(EFFECTS, [{"$match": {"status": {"$in": list(NOT_OVER)}}}, {"$group": by_kind}])
    return [
        Effects(row["_id"], row["pending"], row["failing"], _age(row["oldest"] or now, now), row["given_up"])
        for row in rows
    ]


def _age(since: datetime, now: datetime) -> float:
    """Returns the age in seconds, zero if the clock went back."""
    return max(0.0, (now - since).total_seconds())


async def show_effects(store: Store, service: str, now: datetime) -> None:
    """Shows the effects that are not over, by kind; a kind that has none left is no longer shown."""
    gauges = metrics.EFFECTS_PENDING, metrics.EFFECTS_FAILING, metrics.EFFECTS_OLDEST_FAILING, metrics.EFFECTS_GIVEN_UP
    for gauge in gauges:
        gauge.remove_by_labels({"service": service})
    for kind, *values in await effects_by_kind(store, now):
        for gauge, value in zip(gauges, values, strict=True):
            gauge.labels(service, kind).set(value)
