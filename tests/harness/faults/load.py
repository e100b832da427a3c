"""Opens cases during a fault and measures the longest time in which none of them takes effect."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from shared.bus.write.outbox import OUTBOX
from shared.contracts.intake import CaseOpened
from shared.contracts.referral import ReferralSent
from shared.store import AWAY
from tests.harness.eventually import eventually, settles
from tests.harness.faults.results import Row, Verdict
from tests.harness.faults.three_services import World
from tests.harness.invariants.duplicate_records import sent_again

HEARERS: Final = ("referral", "statistics")
PAUSE: Final = 0.05
PATIENCE: Final = 60.0


@dataclass
class Load:
    """The load of a fault test.

    `stall`: the longest time in seconds in which a hearer applied nothing, up to its last event.
    """

    world: World
    pause: float = PAUSE
    unanswered: int = 0
    stall: float = 0.0
    _took: dict[str, tuple[int, float]] = field(default_factory=dict)

    async def talk(self) -> None:
        while True:
            try:
                await self.world.open_case(send=False)
            except AWAY:
                self.unanswered += 1
            await asyncio.sleep(self.pause)

    async def watch(self, hearer: str) -> None:
        while True:
            try:
                self._see(hearer, await self.world.stores[hearer]["heard"].estimated_document_count())
            except AWAY:
                continue
            await asyncio.sleep(0.1)

    async def flows(self, cases: int = 20, *, within: float = PATIENCE) -> None:
        """Returns when so many more cases took effect in every service."""
        before = self._taken()

        async def lacking() -> int:
            return 3 * cases - min(now - then for now, then in zip(self._taken(), before, strict=True))

        await settles(lacking, int, within=within, every=0.02)

    async def catches_up(self, *, within: float = PATIENCE) -> None:
        """Returns when every case opened before took effect in every service."""
        keys = list(self.world.opened)

        async def lacking() -> int:
            referral, statistics = [
                await self.world.stores[hearer]["heard"].count_documents({"key": {"$in": keys}}) for hearer in HEARERS
            ]
            return max(3 * len(keys) - referral, 4 * len(keys) - statistics)

        await settles(lacking, int, within=within)

    async def is_refused(self, *, within: float = PATIENCE) -> None:
        """Returns when an attempt to open a case failed because the store is away."""
        before = self.unanswered

        async def more() -> bool:
            return self.unanswered > before

        await eventually(more, within=within)

    def _taken(self) -> list[int]:
        return [self._took[hearer][0] if hearer in self._took else 0 for hearer in HEARERS]

    def _see(self, hearer: str, effects: int) -> None:
        before, since = self._took.get(hearer, (effects, time.monotonic()))
        if effects > before or hearer not in self._took:
            self.stall = max(self.stall, time.monotonic() - since)
            self._took[hearer] = (effects, time.monotonic())


@asynccontextmanager
async def under_load(
    world: World,
    fault: str,
    rows: list[Row],
    *,
    lossless: bool = True,
    within: float = PATIENCE,
    pause: float = PAUSE,
) -> AsyncIterator[Load]:
    """Opens cases as long as the block lasts; then everything settles, every invariant holds, and a row is added."""
    load = Load(world, pause)
    verdict: Verdict = "VIOLATED"
    talking = asyncio.create_task(load.talk())
    watching = [asyncio.create_task(load.watch(hearer)) for hearer in HEARERS]
    cases, again = len(world.opened), await _duplicates(world)
    try:
        await load.flows(5)
        yield load
        await _ended(talking)
        await world.holds(lossless=lossless, within=within)
        verdict = "hold"
    finally:
        for task in (talking, *watching):
            task.cancel()
        await asyncio.gather(talking, *watching, return_exceptions=True)
        rows.append(await _row(load, fault, len(world.opened) - cases, again, verdict))
        await world.forgive()


async def _ended(talking: asyncio.Task[None]) -> None:
    """Ends the talker and raises the error that ended it, if any; it handles only a store that is away."""
    talking.cancel()
    await asyncio.wait([talking])
    if not talking.cancelled():
        talking.result()


async def _duplicates(world: World) -> int:
    return await sent_again(world.kafka, [CaseOpened.TOPIC, ReferralSent.TOPIC])


async def _row(load: Load, fault: str, cases: int, again: int, verdict: Verdict) -> Row:
    duplicates = await _duplicates(load.world) - again
    return Row(fault, 4 * cases, duplicates, await _healed(load.world), f"{load.stall:.1f} s", verdict)


async def _healed(world: World) -> int:
    asked = [store[OUTBOX].count_documents({"replays": {"$gt": 0}}) for store in world.stores.values()]
    return sum(await asyncio.gather(*asked))
