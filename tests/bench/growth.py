"""The same work in stores that hold few cases and many: seconds, and documents that the engine examined for it."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from services.statistics.store import INDEXES as OF_STATISTICS
from services.statistics.subscriptions import event_handlers, on_many
from shared.bus import UnitOfWork
from shared.bus.consume.apply import Applier
from shared.bus.publish.relay import Relay
from shared.bus.write.outbox import OUTBOX
from shared.store import Store
from tests.bench.accept import BODY
from tests.harness.bench import generated_events
from tests.harness.bench.engines import Place, Stopwatch
from tests.harness.bench.filled_stores import OPEN, close_what_is_new, fill_statistics, filled_intake
from tests.harness.bench.http_load import load, submission
from tests.harness.bench.results import Row, Target
from tests.harness.engines.arriving import OnDisk, decoded
from tests.harness.services.intake import TOKEN, a_counsellor, staff_browser
from tests.harness.staff_cookies import cookie_of

FEW: Final = 1_000
SUBMISSIONS, LOOKS, ROWS, CASES = 300, 20, 5_000, 1_000

Work = Callable[[], Awaitable[int]]
"""Does something and says how often."""


class Figures(defaultdict[str, list[float]]):
    def __init__(self) -> None:
        super().__init__(list)


async def measure(place: Place, rounds: int, sizes: Sequence[int]) -> list[Row]:
    figures = {}
    for size in (FEW, *sizes):
        figures[size] = await _at(place, rounds, size)
        print(f"growth: {size:,} cases measured", flush=True)
    target = Target(1.2, at_most=True)
    return [
        Row(f"{name}, {size:,} cases", _unit(name), target, figures[FEW][name], figures[size][name], f"floor: {FEW:,}")
        for size in sizes
        for name in figures[FEW]
    ]


async def _at(place: Place, rounds: int, size: int) -> Figures:
    figures = Figures()
    await place.topics()
    async with filled_intake(place, size) as (port, store), staff_browser(place.mongo.address) as desk:
        cookie, relay = cookie_of(a_counsellor("anna")), Relay(store, place.kafka)
        waiting = await store["contacts"].distinct("case_id", {"state": "recorded"})
        assert len(waiting) == OPEN

        async def accept() -> int:
            await load(port, [submission(BODY, TOKEN) for _ in range(SUBMISSIONS)])
            return SUBMISSIONS

        async def look() -> int:
            for _ in range(LOOKS):
                assert (await desk.get("/desk", headers=cookie)).status_code == 200
            return LOOKS

        async def send() -> int:
            sent = 0
            while many := await relay.work():
                sent += many
            return sent

        await accept()
        for _ in range(rounds):
            await _note(store, figures, "accept", accept)
            await close_what_is_new(store, waiting)
            await _note(store, figures, "desk queue", look)
            await generated_events.fill(store[OUTBOX], generated_events.pending_rows(ROWS, ROWS // 4, 500))
            await _note(store, figures, "relay", send)
        await relay.close()
    async with place.store(OF_STATISTICS) as store:
        await fill_statistics(store, size)
        for _ in range(rounds):
            await _note(store, figures, "apply", _applying(store))
    return figures


async def _note(store: Store, figures: Figures, name: str, work: Work) -> None:
    before, watch = await examined(store), Stopwatch()
    times = await work()
    figures[name].append(watch.wall / times * 1e3)
    figures[f"{name}, documents examined"].append((await examined(store) - before) / times)


async def examined(store: Store) -> int:
    status = await store.database.command("serverStatus")
    return int(status["metrics"]["queryExecutor"]["scannedObjects"])


def _unit(name: str) -> str:
    return "a time" if "examined" in name else "ms"


def _applying(store: Store) -> Work:
    applier = Applier(UnitOfWork(store, "statistics"), event_handlers(), on_many)
    records = [OnDisk(generated_events.CASES, key.encode(), value) for key, value in generated_events.adjacent(CASES)]
    incoming = [decoded("statistics", each) for each in records]

    async def apply() -> int:
        for chunk in generated_events.parts(incoming, 500):
            await applier.take(chunk)
        return len(incoming)

    return apply
