"""How long one event is under way: from the commit that says it until a consumer has it."""

from typing import Final

from shared.bus import Intervals, Transaction, UnitOfWork
from tests.bench.floors.latency import carrying
from tests.harness.bench import arrivals, generated_events
from tests.harness.bench.engines import Place
from tests.harness.bench.results import Row, Target
from tests.harness.case_events import case_answered
from tests.harness.services.recording_service import hearing

MANY: Final = 200
PAUSE: Final = 0.05


async def measure(place: Place, rounds: int) -> list[Row]:
    note, target = f"{MANY} events, one each {PAUSE * 1e3:.0f} ms", Target(1.5, at_most=True)
    rows = {share: Row(f"relay latency p{share * 100:.0f}", "ms", target, note=note) for share in (0.5, 0.99)}
    await place.topics()
    for _ in range(rounds):
        arrivals.add(rows, await _floor(place), await _ours(place))
    return list(rows.values())


async def _floor(place: Place) -> list[float]:
    topic = await place.topic()
    async with (
        place.store() as store,
        carrying(store, place.kafka, topic),
        arrivals.on_topic(place.kafka, topic) as arrived,
    ):

        async def say(key: str) -> str:
            await store["bare"].insert_one({"_id": key, "body": b"{}".ljust(400)})
            return key

        return await arrivals.spaced(say, arrived, MANY, PAUSE)


async def _ours(place: Place) -> list[float]:
    async with (
        place.store() as store,
        hearing("intake", store, place.kafka, Intervals()),
        arrivals.on_topic(place.kafka, generated_events.CASES) as arrived,
    ):
        unit_of_work = UnitOfWork(store, "intake")

        async def say(key: str) -> str:
            async def work(tx: Transaction) -> None:
                tx.publish(case_answered(key), key=key)

            await unit_of_work(work)
            return key

        taken = await arrivals.spaced(say, arrived, MANY, PAUSE)
    await place.forget_group("lotse.intake")
    return taken
