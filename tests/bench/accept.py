"""`POST /api/intake/submissions` at sixteen connections, each process on its own."""

import json
from typing import Final

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


async def measure(place: Place, rounds: int) -> list[Row]:
    note = f"{MANY:,} submissions, {CONNECTIONS} connections"
    against_bare = Row("accept", "requests/s", Target(0.8), note=note)
    against_together = Row("accept against inserts that go together", "requests/s")
    against_two = Row("accept against two inserts", "requests/s", note="aim 0.5")
    async with intake_stores(place) as (store, _), a_service(place, "intake-face") as face:
        await load(port_of(face), [submission(BODY, TOKEN)])
        floor = ("tests.bench.floors.accept",)
        try:
            async with a_process(place, "accept-floor", floor, surroundings(place, "intake-face")) as bared:
                for _ in range(rounds):
                    two, one, together = [await speed(bared, path) for path in ("/two", PATH, "/together")]
                    ours = await speed(face)
                    against_bare.add(one, ours)
                    against_together.add(together, ours)
                    against_two.add(two, ours)
        finally:
            await store.client.drop_database(bare.OURS)
    return [against_bare, against_together, against_two]


async def speed(running: Running, path: str = PATH, many: int = MANY) -> float:
    await load(port_of(running), _requests(path, WARM_UP))
    requests, watch = _requests(path, many), Stopwatch()
    await load(port_of(running), requests)
    return many / watch.wall


def _requests(path: str, many: int) -> list[bytes]:
    return [submission(BODY, TOKEN, path) for _ in range(many)]
