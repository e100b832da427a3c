"""What the one holder of the lease does; polling is the truth, the bell shortens the wait."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from shared.bus.bell import Bell
from shared.bus.heads import Heads
from shared.bus.intervals import Intervals
from shared.bus.workers import keep

Chore = Callable[[], Awaitable[None]]
"""Done by the one holder of the lease at its start and every hour."""

Pass = Callable[[], Awaitable[int]]
"""Goes through what is due in its collection; says how much that was."""


class Holder:
    def __init__(
        self, bell: Bell, intervals: Intervals, passes: Mapping[str, Pass], heads: Heads, chores: Sequence[Chore]
    ) -> None:
        self._bell = bell
        self._intervals = intervals
        self._passes = passes
        self._heads = heads
        self._chores = chores

    async def work(self) -> None:
        async with asyncio.TaskGroup() as workers:
            for collection, go_through in self._passes.items():
                workers.create_task(keep(collection, partial(self._tend, collection, go_through)))
            workers.create_task(keep("announcements", self._announce))
            workers.create_task(keep("chores", self._tidy))

    async def _tend(self, collection: str, go_through: Pass) -> None:
        if not await go_through():
            await self._bell.wait(collection, self._intervals.idle)

    async def _announce(self) -> None:
        await asyncio.sleep(self._intervals.heads)
        await self._heads.announce()

    async def _tidy(self) -> None:
        for chore in self._chores:
            await chore()
        await asyncio.sleep(self._intervals.chores)
