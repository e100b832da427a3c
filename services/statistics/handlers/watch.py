"""The condition of the services, by their heartbeats."""

from datetime import datetime

from services.statistics.domain.operations import Heartbeat, current
from services.statistics.store import heartbeats, put_heartbeat
from shared.store import Store


async def record_heartbeat(store: Store, heartbeat: Heartbeat) -> None:
    """Stores the heartbeat in place of the instance's last one."""
    await put_heartbeat(store, heartbeat)


async def service_heartbeats(store: Store, now: datetime) -> dict[str, list[Heartbeat]]:
    return current(await heartbeats(store), now)
