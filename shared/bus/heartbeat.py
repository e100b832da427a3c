"""What a service says of itself every ten seconds."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from shared.bus.consume import dead_letters as quarantine
from shared.bus.consume import retry_queue as parking
from shared.bus.write import outbox
from shared.contracts.bus import HeartbeatTold
from shared.contracts.vocabulary import Service
from shared.store import Store

SECONDS: Final = 10.0
VERSION: Final = "0.1.0"


async def measure(
    store: Store, service: str, instance: str, lag: int, stopped: Iterable[str], now: datetime
) -> HeartbeatTold:
    pending = {"status": outbox.PENDING}
    oldest = await store[outbox.OUTBOX].find_one(pending, {"since": 1}, sort=[("since", 1), ("sequence", 1)])
    return HeartbeatTold(
        service=Service(service),
        instance=instance,
        version=VERSION,
        pending=await store[outbox.OUTBOX].count_documents(pending),
        parked=await store[parking.PARKED].estimated_document_count(),
        quarantined=await store[quarantine.QUARANTINE].count_documents({"handled": {"$exists": False}}),
        refused=await store[outbox.OUTBOX].count_documents({"status": outbox.REFUSED}),
        lag=lag,
        stopped=tuple(sorted(stopped)),
        oldest_pending=None if oldest is None else max(0.0, (now - oldest["since"]).total_seconds()),
    )
