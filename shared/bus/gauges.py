"""The heartbeat as gauges, for whoever asks `/metrics`; also while Kafka does not take the heartbeat."""

from collections.abc import Iterable
from datetime import datetime

from shared.bus.consume.retry_queue import PARKED
from shared.bus.repair.gaps import GAPS
from shared.contracts.bus import HeartbeatTold
from shared.store import Store
from shared.telemetry import metrics


async def show(store: Store, told: HeartbeatTold, topics: Iterable[str], now: datetime) -> None:
    service = told.service
    gap = await store[GAPS].find_one({}, {"since": 1}, sort=[("since", 1)])
    metrics.PENDING.labels(service).set(told.pending)
    metrics.OLDEST_PENDING.labels(service).set(told.oldest_pending or 0)
    metrics.PARKED.labels(service).set(told.parked)
    metrics.FOR_HUMANS.labels(service).set(await store[PARKED].count_documents({"human": True}))
    metrics.QUARANTINED.labels(service).set(told.quarantined)
    metrics.REFUSED.labels(service).set(told.refused)
    metrics.OLDEST_GAP.labels(service).set(max(0.0, (now - gap["since"]).total_seconds()) if gap else 0)
    metrics.MISMATCHES.labels(service)
    for topic in topics:
        metrics.STOPPED.labels(service, topic).set(topic in told.stopped)
