"""What telemetry costs the accepting path while it is switched off: `python -m tests.bench.tracing_off [rounds]`.

The floor is the same face without the outermost middleware and with hooks that do nothing. It runs twice, so that the
noise of the machine is seen beside the cost. All take turns request by request on one real mongod; a ratio is that of
the medians, of the whole time and of this process's own time. The own time decides, and what the hooks take alone.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import httpx2
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from services.intake.main import face
from shared.bus.write import unit_of_work as transaction
from shared.telemetry import tracing
from shared.web.request_telemetry import RequestTelemetry
from tests.harness.bench.results import Row, Target
from tests.harness.engines.single_node import a_mongo
from tests.harness.services.intake import PUBLIC, a_place, at, face_settings, submit

LIMIT = 1.02
WARM_UP = 50
ROUNDS = 500
BODY: dict[str, Any] = {
    "text": "Wir wissen, wo du wohnst.",
    "land": "NW",
    "threat_kinds": ["threat"],
    "safe_contact": {"channel": "mail", "address": "sicher@example.org"},
}
OURS = "switched off"
LANES = ("floor", "floor again", OURS)
NOTHING = SimpleNamespace(traceparent=lambda: None, transacting=lambda: nullcontext())


class Took(NamedTuple):
    whole: float
    own: float


async def measure(rounds: int) -> dict[str, list[Took]]:
    took: dict[str, list[Took]] = {lane: [] for lane in LANES}
    with tempfile.TemporaryDirectory() as folder:
        async with a_mongo(Path(folder)) as engine, a_place(engine.address), _faces(engine.address) as browsers:
            for turn in range(WARM_UP + rounds):
                for lane in LANES[turn % 3 :] + LANES[: turn % 3]:
                    with nullcontext() if lane == OURS else _without_hooks():
                        one = await _one(browsers[lane])
                    if turn >= WARM_UP:
                        took[lane].append(one)
    return took


@asynccontextmanager
async def _faces(mongo: str) -> AsyncIterator[dict[str, httpx2.AsyncClient]]:
    """One for each lane, so that none is warmer than another."""
    async with AsyncExitStack() as stack:
        apps = {lane: face(face_settings(mongo)) for lane in LANES}
        bared = {lane: app if lane == OURS else _bare(app) for lane, app in apps.items()}
        yield {lane: await stack.enter_async_context(at(app, PUBLIC)) for lane, app in bared.items()}


def _bare(app: FastAPI) -> FastAPI:
    app.user_middleware = [each for each in app.user_middleware if each.cls is not RequestTelemetry]  # type: ignore[comparison-overlap]
    return app


@contextmanager
def _without_hooks() -> Iterator[None]:
    hooked: Any = transaction
    hooked.tracing = NOTHING
    try:
        yield
    finally:
        hooked.tracing = tracing


async def _one(browser: httpx2.AsyncClient) -> Took:
    whole, own = time.perf_counter(), time.process_time()
    answer = await submit(browser, BODY)
    took = Took(time.perf_counter() - whole, time.process_time() - own)
    assert answer.status_code == 201, answer.status_code
    return took


async def hooks_alone(times: int = 20_000) -> float:
    """Seconds a request: the middleware around nothing."""

    async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 201})

    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        return None

    scope = {"type": "http", "method": "POST", "path": "/api/intake/submissions", "headers": []}
    observed, began = RequestTelemetry(nothing), time.process_time()
    for _ in range(times):
        await observed(scope, receive, send)
    return (time.process_time() - began) / times


async def rows() -> list[Row]:
    """The same as one row of the whole table."""
    took, alone = await measure(ROUNDS), await hooks_alone()
    row = Row("accept, telemetry switched off", "ms of its own", Target(LIMIT, at_most=True))
    own = {lane: statistics.median(one.own for one in each) * 1e3 for lane, each in took.items()}
    row.add(max(own["floor"], own["floor again"]), own[OURS])
    row.note = f"floor: without hooks; these alone take {alone * 1e6:.1f} us"
    return [row]


def main() -> int:
    took = asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
    alone = asyncio.run(hooks_alone())
    for index, name in enumerate(Took._fields):
        floor, again, ours = (statistics.median(one[index] for one in took[lane]) for lane in LANES)
        print(f"{name}: floor {floor * 1e3:.3f} ms, again x{again / floor:.4f}, switched off x{ours / floor:.4f}")
    ratio = 1 + alone / floor
    print(f"hooks alone: {alone * 1e6:.1f} us, x{ratio:.4f} of the own time")
    return max(ours / max(floor, again), ratio) > LIMIT


if __name__ == "__main__":
    sys.exit(main())
