"""Measures how many partners' systems have taken nothing for a day, for an alarm."""

from datetime import datetime, timedelta
from typing import Final

from services.notification.store import WEBHOOKS
from shared.bus import UnitOfWork
from shared.store import AtMost, Outside, Store
from shared.telemetry.metrics import WEBHOOKS_FAILING

TOLERATED: Final = timedelta(days=1)


async def measure_webhooks(unit_of_work: UnitOfWork) -> None:
    WEBHOOKS_FAILING.set(await count_failing(unit_of_work.store, unit_of_work.clock()))


async def count_failing(store: Store, now: datetime) -> int:
    """Returns how many systems that are not stopped have taken nothing for TOLERATED or longer."""
    return await WEBHOOKS.count(Outside(store, now), stopped=None, failing_since=AtMost(now - TOLERATED))
