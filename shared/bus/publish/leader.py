"""Lets one process per service lead: it relays, works off effects and the retry queue, and does the chores.

Two may lead for a while: one that was halted does not know that its lease ran out. Ledgers, transactions and the status
of each row make that harmless; an effect outside the store may be done twice.

Polling finds every row; a wake-up, when a row arrives, only shortens the wait.
"""

import asyncio
import contextlib
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from shared.bus.write.outbox import OUTBOX
from shared.bus.write.unit_of_work import EFFECTS, RETRY_QUEUE
from shared.failpoint import failpoint
from shared.store import ReturnDocument, Store

log: Final = logging.getLogger(__name__)

OWN: Final = (OUTBOX, EFFECTS, RETRY_QUEUE)
LEASES: Final = "leases"
WORKER: Final = "worker"
FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 2.0

Work = Callable[[], Awaitable[None]]

Chore = Work
"""Work that the leader does at its start and every hour."""

Round = Callable[[], Awaitable[object]]
"""Work that is done again and again after a pause."""

Pass = Callable[[], Awaitable[int]]
"""Goes through what is due in its collection; returns the number of rows that it looked at."""


@dataclass(frozen=True)
class Intervals:
    """Seconds between repetitions of a process's recurring work; `lease`: seconds for which a lease lasts."""

    idle: float = 2.0
    heartbeat: float = 10.0
    heads: float = 30.0
    replay: float = 30.0
    review: float = 30.0
    chores: float = 3600.0
    external: float = 600.0
    lease: float = 5.0


DEFAULT_INTERVALS: Final = Intervals()


async def run_forever(name: str, work: Work, *, once: bool = False) -> None:
    """Runs `work` again and again, or until it succeeds `once`; after an error with back-off.

    Only cancelling this task ends it. A future inside that a library cancelled is an error like any other, and a
    library that turns the cancellation into an error of its own does not keep the task running.
    """
    pause = FIRST_PAUSE
    while True:
        began = time.monotonic()
        try:
            await work()
        except (Exception, asyncio.CancelledError) as error:
            if _is_to_end():
                raise
            log.warning("worker failed", extra={"worker": name, "reason": type(error).__name__})
            pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else pause
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            if once or _is_to_end():
                return
            pause = FIRST_PAUSE


def _is_to_end() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


class WakeUps:
    """Shortens a worker's wait when a row arrives; what it misses, polling finds."""

    def __init__(self) -> None:
        self._arrived: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def listen(self, store: Store, collections: Collection[str] = OWN) -> None:
        """Listens until the stream breaks. The stream begins now, not earlier, because polling finds older rows."""
        inserted = {"ns.coll": {"$in": list(collections)}, "operationType": "insert"}
        woken = {"ns.coll": RETRY_QUEUE, "operationType": "update"}
        async with store.watch([{"$match": {"$or": [inserted, woken]}}, {"$project": {"ns.coll": 1}}]) as changes:
            async for change in changes:
                self._arrived[change["ns"]["coll"]].set()

    async def wait(self, collection: str, seconds: float) -> None:
        arrived = self._arrived[collection]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await arrived.wait()
        arrived.clear()


class LeaderLease:
    """A lease with one holder at a time, by the clock of the store's server alone. It fences no former holder off."""

    def __init__(self, store: Store, holder: str, seconds: float = DEFAULT_INTERVALS.lease) -> None:
        self._leases = store[LEASES]
        self._holder = holder
        self._seconds = seconds

    async def take(self) -> bool:
        """Takes or renews the lease; returns False while another process holds it."""
        free = {"$or": [{"$lt": ["$until", "$$NOW"]}, {"$eq": ["$holder", self._holder]}]}
        until = {"$add": ["$$NOW", int(self._seconds * 1000)]}
        taken = {"holder": {"$cond": [free, self._holder, "$holder"]}, "until": {"$cond": [free, until, "$until"]}}
        after = await self._leases.find_one_and_update(
            {"_id": WORKER}, [{"$set": taken}], upsert=True, return_document=ReturnDocument.AFTER
        )
        return after is not None and after["holder"] == self._holder

    async def release(self) -> None:
        await self._leases.delete_one({"_id": WORKER, "holder": self._holder})

    async def while_held(self, work: Work) -> None:
        """Waits for the lease, runs `work` as long as the lease can be renewed in time, and cancels it otherwise."""
        while not await self.take():  # noqa: ASYNC110 - the other holder is another process
            await asyncio.sleep(self._seconds / 3)
        failpoint("lease.taken")
        task = asyncio.ensure_future(work())
        try:
            while not task.done():
                await asyncio.wait([task], timeout=self._seconds / 3)
                async with asyncio.timeout(self._seconds / 3):
                    if not await self.take():
                        return
            await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@dataclass(frozen=True)
class Leader:
    """Does the work of a leader.

    Each of `passes` goes through a collection; each of `rounds` is done again and again after its pause, in seconds.
    """

    wake_ups: WakeUps
    intervals: Intervals
    passes: Mapping[str, Pass]
    rounds: Mapping[str, tuple[float, Round]]
    chores: Sequence[Chore] = ()

    async def lead(self) -> None:
        async with asyncio.TaskGroup() as workers:
            for collection, go_through in self.passes.items():
                workers.create_task(run_forever(collection, partial(self._tend, collection, go_through)))
            for name, (pause, work) in self.rounds.items():
                workers.create_task(run_forever(name, partial(self._after, pause, work)))
            workers.create_task(run_forever("chores", self._tidy))

    async def _tend(self, collection: str, go_through: Pass) -> None:
        if not await go_through():
            await self.wake_ups.wait(collection, self.intervals.idle)

    async def _after(self, pause: float, work: Round) -> None:
        await asyncio.sleep(pause)
        await work()

    async def _tidy(self) -> None:
        """Does all chores, then waits. A chore that fails holds up no other; the first error is raised at the end."""
        errors = list[Exception]()
        for chore in self.chores:
            try:
                await chore()
            except Exception as error:
                errors.append(error)
        if errors:
            raise errors[0]
        await asyncio.sleep(self.intervals.chores)
