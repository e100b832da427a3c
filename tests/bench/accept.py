"""`POST /api/intake/submissions` at sixteen connections, each process on its own."""

import json
from typing import Final, NamedTuple

import psutil

from infra.embedded.processes import Running
from tests.bench.floors import accept as bare
from tests.harness.bench.engines import Place, Stopwatch
from tests.harness.bench.http_load import CONNECTIONS, load, submission
from tests.harness.bench.processes import a_process, a_service, intake_stores, port_of, surroundings
from tests.harness.bench.results import Row, Target
from tests.harness.services.intake import TOKEN

MANY: Final = 600
WARM_UP: Final = 100
PATH: Final = "/api/intake/submissions"
BODY: Final = json.dumps(
    {
        "text": "Wir wissen, wo du wohnst.",
        "reason": "counselling",
        "land": "NW",
        "target_group": "mandate",
        "threat_kinds": ["threat"],
        "safe_contact": {"channel": "mail", "address": "sicher@example.org"},
    }
).encode()


class Load(NamedTuple):
    """What one load showed: requests a second, and milliseconds of a core for each, of service and engine together."""

    speed: float
    own: float


async def measure(place: Place, rounds: int) -> list[Row]:
    note = f"{MANY:,} submissions, {CONNECTIONS} connections"
    against_bare = Row("accept", "requests/s", Target(0.8), note=note)
    own = Row("accept, time of a core", "ms", note="service and mongod")
    against_together = Row("accept against inserts that go together", "requests/s")
    against_two = Row("accept against two inserts", "requests/s", note="aim 0.5")
    async with intake_stores(place) as (store, _), a_service(place, "intake-face") as face:
        await load(port_of(face), [submission(BODY, TOKEN)])
        floor = ("tests.bench.floors.accept",)
        try:
            async with a_process(place, "accept-floor", floor, surroundings(place, "intake-face")) as bared:
                for _ in range(rounds):
                    two, bare_one, together = [await loaded(place, bared, path) for path in ("/two", PATH, "/together")]
                    ours = await loaded(place, face)
                    against_bare.add(bare_one.speed, ours.speed)
                    own.add(bare_one.own, ours.own)
                    against_together.add(together.speed, ours.speed)
                    against_two.add(two.speed, ours.speed)
        finally:
            await store.client.drop_database(bare.OURS)
    return [against_bare, own, against_together, against_two]


async def loaded(place: Place, running: Running, path: str = PATH) -> Load:
    engine = place.mongo.running
    assert engine is not None
    await load(port_of(running), _requests(path, WARM_UP))
    requests, watch, used = _requests(path, MANY), Stopwatch(), _used(running, engine)
    await load(port_of(running), requests)
    return Load(MANY / watch.wall, (_used(running, engine) - used) / MANY * 1e3)


def _used(*processes: Running) -> float:
    """Seconds of a core so far."""
    times = [psutil.Process(each.pid).cpu_times() for each in processes]
    return float(sum(each.user + each.system for each in times))


def _requests(path: str, many: int) -> list[bytes]:
    return [submission(BODY, TOKEN, path) for _ in range(many)]
