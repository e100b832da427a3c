"""The condition of the services, by their heartbeats."""

from datetime import datetime

from services.statistics import store
from services.statistics.domain.operations import Heartbeat, current
from shared.store import Store


async def record_heartbeat(of: Store, heartbeat: Heartbeat) -> None:
    """Stores the heartbeat in place of the instance's last one."""
    await store.put_heartbeat(of, heartbeat)


async def service_heartbeats(of: Store, now: datetime) -> dict[str, list[Heartbeat]]:
    return current(await store.heartbeats(of), now)
