"""The services' heartbeats, by which tests measure what happens to a service meanwhile."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer

from shared.bus import Connection
from shared.contracts.bus import HeartbeatTold
from shared.contracts.cloudevent import decode


@asynccontextmanager
async def heartbeats(kafka: Connection) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """Yields the heartbeats from now on, as they come."""

    async def told() -> AsyncIterator[dict[str, Any]]:
        async for record in consumer:
            yield decode(record.value or b"").data

    async with AIOKafkaConsumer(HeartbeatTold.TOPIC, **kafka.options) as consumer:
        yield told()


async def beat(kafka: Connection, service: str, many: int) -> None:
    """Returns when so many heartbeats of the service have come."""
    async with heartbeats(kafka) as each:
        async for said in each:
            many -= said["service"] == service
            if many <= 0:
                return
