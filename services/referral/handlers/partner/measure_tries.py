"""Measures the number of links at which somebody tries PINs, for an alarm. The desk sees which links."""

from datetime import datetime, timedelta
from typing import Final

from services.referral.store import LINK_TRIES
from shared.bus import UnitOfWork
from shared.store import MoreThan, Outside, Store
from shared.telemetry.metrics import LINKS_TRIED

LOOKED_BACK: Final = timedelta(hours=1)


async def measure_tries(unit_of_work: UnitOfWork) -> None:
    LINKS_TRIED.set(await count_tried(unit_of_work.store, unit_of_work.clock()))


async def count_tried(store: Store, now: datetime) -> int:
    """Returns how many links rested in the last hour: after too many wrong PINs in a row, and no right one since."""
    return await LINK_TRIES.count(Outside(store, now), rests_until=MoreThan(now - LOOKED_BACK))
