"""Much has to leave at once: the broker was away. How soon it has left, and what people notice meanwhile."""

import asyncio
from typing import Final

from shared.bus.publish.relay import Relay
from shared.bus.write.outbox import OUTBOX, PENDING
from shared.store import Store
from tests.bench.accept import BODY
from tests.bench.relay import KEYS, ROWS, SIZE
from tests.harness.bench import generated_events
from tests.harness.bench.engines import Place, Stopwatch
from tests.harness.bench.http_load import load, submission
from tests.harness.bench.processes import a_service, intake_stores, port_of
from tests.harness.bench.results import Row, Target, percentile
from tests.harness.eventually import eventually
from tests.harness.services.intake import TOKEN

AWAY: Final = 10.0
PATIENCE: Final = 300.0
CALM: Final = 500


async def measure(place: Place, rounds: int) -> list[Row]:
    note = f"{ROWS:,} rows; the broker was away for {AWAY:.0f} s"
    drained = Row("backlog drained", "s", Target(2.0, at_most=True), note=f"{note}; floor: the relay alone")
    noticed = Row("accept p99 meanwhile", "ms", Target(2.0, at_most=True), note="floor: nothing else to do")
    await place.topics()
    for _ in range(rounds):
        async with (
            intake_stores(place) as (store, _),
            a_service(place, "intake-face") as face,
            a_service(place, "intake-desk"),
        ):
            port, token = port_of(face), TOKEN
            await load(port, [submission(BODY, token) for _ in range(CALM)])
            calm = await load(port, [submission(BODY, token) for _ in range(CALM)])
            await eventually(lambda: _pending(store), lambda left: left == 0, within=PATIENCE)
            alone = await _alone(place, store)
            await place.broker.kill()
            await generated_events.fill(store[OUTBOX], generated_events.pending_rows(ROWS, KEYS, SIZE))
            await asyncio.sleep(AWAY)
            await place.broker.start()
            watch, busy = Stopwatch(), asyncio.create_task(_until_drained(store, port))
            await eventually(lambda: _pending(store), lambda left: left < CALM, within=PATIENCE, every=0.05)
            drained.add(alone, watch.wall)
            noticed.add(percentile(calm, 0.99) * 1e3, percentile(await busy, 0.99) * 1e3)
    return [drained, noticed]


async def _alone(place: Place, store: Store) -> float:
    """Seconds of a relay that has a broker and nobody beside it."""
    async with place.store() as other:
        await generated_events.fill(other[OUTBOX], generated_events.pending_rows(ROWS, KEYS, SIZE))
        relay, watch = Relay(other, place.kafka), Stopwatch()
        while await relay.work():
            pass
        await relay.close()
        return watch.wall


async def _until_drained(store: Store, port: int) -> list[float]:
    took: list[float] = []
    while await _pending(store) > CALM:
        took += await load(port, [submission(BODY, TOKEN) for _ in range(100)])
    return took


async def _pending(store: Store) -> int:
    """How many, up to one more than anybody asks for: counting all would be work for the engine that is measured."""
    return await store[OUTBOX].count_documents({"status": PENDING}, limit=CALM + 1)
