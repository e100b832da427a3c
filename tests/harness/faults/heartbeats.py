"""The services' heartbeats, by which tests measure what happens to a service meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from aiokafka import AIOKafkaConsumer

from shared.bus import Connection
from shared.contracts.bus import HeartbeatTold
from shared.contracts.cloudevent import decode

SILENCE: Final = 60.0
"""Seconds without a heartbeat after which none is waited for."""


@asynccontextmanager
async def heartbeats(kafka: Connection) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """Yields the heartbeats from now on, as they come."""

    async def told() -> AsyncIterator[dict[str, Any]]:
        async for record in consumer:
            yield decode(record.value or b"").data

    async with AIOKafkaConsumer(HeartbeatTold.TOPIC, **kafka.options) as consumer:
        yield told()


async def beat(kafka: Connection, service: str, many: int) -> None:
    """Returns when so many heartbeats of the service have come; raises TimeoutError where none comes for a time."""
    loop = asyncio.get_running_loop()
    async with heartbeats(kafka) as each, asyncio.timeout(SILENCE) as limit:
        async for said in each:
            if said["service"] == service:
                many -= 1
                limit.reschedule(loop.time() + SILENCE)
            if many <= 0:
                return
