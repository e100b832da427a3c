"""Submissions at an even pace: from the 201 until the desk's queue shows it, and until statistics has counted it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx2

from shared.store import Store, connect
from tests.bench.accept import BODY
from tests.bench.floors.latency import carrying, taking
from tests.harness.bench import arrivals
from tests.harness.bench.engines import Place
from tests.harness.bench.filled_stores import close_what_is_new
from tests.harness.bench.http_load import Client, submission
from tests.harness.bench.processes import a_service, intake_stores, port_of
from tests.harness.bench.results import Row, Target
from tests.harness.services.intake import TOKEN, a_counsellor
from tests.harness.staff_cookies import cookie_of

SAMPLES: Final = 5_000
A_SECOND: Final = 25
LOOKED_FOR: Final = 25
"""One in so many is looked for at the desk."""
A_LOOK: Final = 60.0
"""Seconds after which it is not slow but lost."""
UNLIKE: Final = BODY.replace(b'"NW"', b'"SL"')
"""The one that is looked for: the desk folds what is alike once thirty of an hour wait."""


async def measure(place: Place, rounds: int, samples: int) -> list[Row]:
    note, target = f"{samples:,} submissions in all, {A_SECOND} a second", Target(2.5, at_most=True)
    counted = {
        share: Row(f"journey to statistics p{share * 100:.0f}", "ms", target, note=note) for share in (0.5, 0.99)
    }
    queued = {share: Row(f"journey to the queue p{share * 100:.0f}", "ms", target) for share in (0.5, 0.99)}
    await place.topics()
    for _ in range(rounds):
        floor = await _floor(place, samples // rounds)
        shown, counts = await _ours(place, samples // rounds)
        arrivals.add(counted, floor, counts)
        arrivals.add(queued, floor, shown)
    return [*counted.values(), *queued.values()]


async def _floor(place: Place, samples: int) -> list[float]:
    topic = await place.topic()
    async with (
        place.store() as store,
        carrying(store, place.kafka, topic),
        taking(store, place.kafka, topic),
        arrivals.in_store(store, "taken") as arrived,
    ):

        async def say(key: str) -> str:
            await store["bare"].insert_one({"_id": key, "body": b"{}".ljust(400)})
            return key

        return await arrivals.spaced(say, arrived, samples, 1 / A_SECOND)


async def _ours(place: Place, samples: int) -> tuple[list[float], list[float]]:
    shown: list[float] = []
    async with (
        _system(place) as (client, desk, intake, counted),
        arrivals.in_store(counted, "contributions") as arrived,
    ):
        for _ in range(5):
            assert (await desk.get("/desk")).status_code == 200
        looking: set[asyncio.Task[None]] = set()
        awaited: set[str] = set()
        said = 0

        async def look(case_id: str, accepted: float) -> None:
            async with asyncio.timeout(A_LOOK):
                while case_id not in (await desk.get("/desk")).text:
                    pass
            shown.append(time.perf_counter() - accepted)
            awaited.remove(case_id)
            await close_what_is_new(intake, awaited)

        async def say(_: str) -> str:
            nonlocal said
            said += 1
            is_looked_for = said % LOOKED_FOR == 0
            accepted = json.loads(await client.send(submission(UNLIKE if is_looked_for else BODY, TOKEN)))
            if is_looked_for:
                awaited.add(accepted["case_id"])
                task = asyncio.create_task(look(accepted["case_id"], time.perf_counter()))
                looking.add(task)
            return f"contact:{accepted['contact_id']}"

        took = await arrivals.spaced(say, arrived, samples, 1 / A_SECOND)
        await asyncio.gather(*looking)
    for service in ("intake", "intake.foreign", "statistics"):
        await place.forget_group(f"lotse.{service}")
    return shown, took


@asynccontextmanager
async def _system(place: Place) -> AsyncIterator[tuple[Client, httpx2.AsyncClient, Store, Store]]:
    counted = connect(place.mongo.address, "lotse_statistics")
    await counted.client.drop_database("lotse_statistics")
    async with (
        intake_stores(place) as (intake, _),
        a_service(place, "intake-face") as face,
        a_service(place, "intake-desk") as desk,
        a_service(place, "statistics"),
        httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{port_of(desk)}", headers=cookie_of(a_counsellor("anna"))
        ) as browser,
    ):
        yield Client(port_of(face)), browser, intake, counted
    await counted.client.drop_database("lotse_statistics")
    await counted.close()
