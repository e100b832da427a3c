"""Undecodable records on a service's own topics: only the broker's administrator can send them."""

import asyncio
import secrets
from functools import partial

from aiokafka import AIOKafkaProducer

from shared.bus import Connection, UnitOfWork
from shared.bus.consume.dead_letters import DEAD_LETTERS
from shared.bus.repair.redrive import Choice, Redrive
from shared.contracts import catalogue
from tests.harness.eventually import eventually
from tests.harness.real_services.fail_points_by_process import OF_SERVICE, service_of
from tests.harness.real_services.fault_trial import SETTLING, Trial

REASON = "bad-json"
BECAUSE = "a test sent it"


async def send(kafka: Connection, topic: str, many: int) -> None:
    async with AIOKafkaProducer(**kafka.options) as producer:
        await asyncio.gather(
            *[producer.send_and_wait(topic, b"no event", key=secrets.token_hex(4).encode()) for _ in range(many)]
        )


async def discard(trial: Trial, process: str) -> int:
    """Discards the dead letters; returns their number."""
    store = trial.site.store(process)
    try:
        return await Redrive(UnitOfWork(store, service_of(process)), "omar").discard(
            "quarantined", Choice(reason=REASON), BECAUSE
        )
    finally:
        await store.close()


async def quarantined(trial: Trial, process: str) -> int:
    seen = await trial.look()
    rows = seen.rows(service_of(process), DEAD_LETTERS)
    return sum("handled" not in row for row in rows)


def hearers(topic: str) -> list[str]:
    heard = {name: catalogue.consumed_by(name) for name in catalogue.SERVICES}
    return [OF_SERVICE[name] for name, topics in heard.items() if topic in {each.name for each in topics}]


async def one_is_discarded(trial: Trial, topic: str) -> None:
    """Sends one undecodable record and discards it at every consumer of the topic."""
    await send(trial.site.admin, topic, 1)
    for process in hearers(topic):
        await eventually(partial(quarantined, trial, process), within=SETTLING, every=0.5)
        await discard(trial, process)
