"""How many partners' systems have taken nothing for a day: a number that an alarm looks at."""

from datetime import datetime, timedelta
from typing import Final

from services.notification.store import WEBHOOKS
from shared.clock import now
from shared.store import Store
from shared.telemetry.metrics import WEBHOOKS_FAILING

TOLERATED: Final = timedelta(days=1)


async def measure_webhooks(store: Store) -> None:
    WEBHOOKS_FAILING.set(await count_failing(store, now()))


async def count_failing(store: Store, now: datetime) -> int:
    failing = {"stopped": None, "failing_since": {"$lte": now - TOLERATED}}
    return await store[WEBHOOKS.name].count_documents(failing)
