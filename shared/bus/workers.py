"""What the one holder of the lease does, in loops that go on after an error and say only what kind of error it was."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Final

from shared.bus.bell import Bell
from shared.bus.tempo import Tempo

log: Final = logging.getLogger(__name__)
FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 15.0

Work = Callable[[], Awaitable[int]]
"""One pass over the rows of a collection; says how many it looked at."""

Chore = Callable[[], Awaitable[None]]
"""Done at the start and every hour."""


async def keep(name: str, work: Callable[[], Awaitable[None]], *, once: bool = False) -> None:
    """Runs it again and again, or until it succeeds `once`; after an error with back-off."""
    pause = FIRST_PAUSE
    while True:
        began = time.monotonic()
        try:
            await work()
        except Exception as error:
            log.warning("worker failed", extra={"worker": name, "reason": type(error).__name__})
            pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else pause
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            if once:
                return
            pause = FIRST_PAUSE


class Workers:
    """Polling is the truth, the bell shortens the wait."""

    def __init__(
        self,
        bell: Bell,
        tempo: Tempo,
        *,
        rows: Mapping[str, Work],
        announce: Callable[[], Awaitable[None]],
        chores: Sequence[Chore],
    ) -> None:
        self._bell = bell
        self._tempo = tempo
        self._rows = rows
        self._announce = announce
        self._chores = chores

    async def work(self) -> None:
        async with asyncio.TaskGroup() as workers:
            for collection, work in self._rows.items():
                workers.create_task(keep(collection, partial(self._tend, collection, work)))
            workers.create_task(keep("announcements", self._tell_heads))
            workers.create_task(keep("chores", self._tidy))

    async def _tend(self, collection: str, work: Work) -> None:
        if not await work():
            await self._bell.wait(collection, self._tempo.idle)

    async def _tell_heads(self) -> None:
        await asyncio.sleep(self._tempo.heads)
        await self._announce()

    async def _tidy(self) -> None:
        for chore in self._chores:
            await chore()
        await asyncio.sleep(self._tempo.chores)
