"""Statistics takes what lies on Kafka: a case's events adjacent, as at work, or scattered, as after an outage."""

from collections.abc import Sequence
from contextlib import aclosing
from functools import partial
from typing import Final, NamedTuple

from services.statistics.store import INDEXES
from services.statistics.subscriptions import event_handlers, on_many
from shared.bus import Bus, UnitOfWork
from shared.telemetry.metrics import EVENTS
from tests.bench.floors.apply import apply
from tests.bench.floors.relay import a_producer
from tests.harness.bench import generated_events
from tests.harness.bench.engines import Place, Stopwatch
from tests.harness.bench.results import Row, Target
from tests.harness.eventually import eventually
from tests.harness.services.recording_service import settings

CASES: Final = 20_000
PATIENCE: Final = 600.0
ORDERS: Final = {
    "adjacent": (generated_events.adjacent, Target(0.8)),
    "scattered": (generated_events.scattered, Target(0.5)),
}


class Speed(NamedTuple):
    """Events a second, on the wall and of this process's own time; the first batch is not counted."""

    wall: float
    own: float


async def measure(place: Place, rounds: int, cases: int = CASES) -> list[Row]:
    return [row for order in ORDERS for row in await _in_order(place, rounds, order, cases)]


async def _in_order(place: Place, rounds: int, order: str, cases: int) -> list[Row]:
    make, target = ORDERS[order]
    records = make(cases)
    wall = Row(f"apply, {order}", "events/s", target, note=f"{len(records):,} events of {cases:,} cases")
    own = Row(f"apply, {order}, per core", "events/s", note="of the process's own time")
    await place.topics()
    await _say(place, records)
    for _ in range(rounds):
        floor, ours = await _floor(place, len(records)), await _ours(place, len(records))
        wall.add(floor.wall, ours.wall)
        own.add(floor.own, ours.own)
    return [wall, own]


async def _say(place: Place, records: Sequence[tuple[str, bytes]]) -> None:
    async with a_producer(place.kafka) as producer:
        for key, value in records:
            await producer.send(generated_events.CASES, value, key=key.encode())
        await producer.flush()


async def _floor(place: Place, many: int) -> Speed:
    taken, first, watch = 0, 0, Stopwatch()
    async with (
        place.store() as store,
        aclosing(apply(place.kafka, generated_events.CASES, "bare", store["bare"])) as batches,
    ):
        async for batch in batches:
            taken += batch
            if first == 0:
                first, watch = taken, Stopwatch()
            if taken == many:
                break
        speed = Speed((many - first) / watch.wall, (many - first) / watch.own)
        assert await store["bare"].count_documents({}) == many
    await place.forget_group("bare")
    return speed


async def _ours(place: Place, many: int) -> Speed:
    applied = EVENTS.labels("statistics", generated_events.CASES, "applied")._value
    applied.set(0)
    async with place.store(INDEXES) as store:
        bus = Bus(
            settings=settings("statistics", place.kafka),
            unit_of_work=UnitOfWork(store, "statistics"),
            event_handlers=event_handlers(),
            batch_handler=on_many,
        )

        async def taken() -> float:
            return float(applied.get())

        async with bus.running():
            first = await eventually(taken, within=PATIENCE, every=0.001)
            watch = Stopwatch()
            await eventually(taken, partial(_is, many), within=PATIENCE, every=0.005)
            speed = Speed((many - first) / watch.wall, (many - first) / watch.own)
        assert await store["contributions"].count_documents({}) == many / 5
    await place.forget_group("lotse.statistics")
    return speed


def _is(wanted: int, seen: float) -> bool:
    return seen >= wanted
