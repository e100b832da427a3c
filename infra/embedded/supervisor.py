"""Runs the whole system: starts it in ranks, keeps its parts running, and ends it in reverse order."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from infra.embedded.processes import Tell
from infra.embedded.record import Record
from infra.embedded.restarting import Part, SupervisedPart

Step = Part | Callable[[], Coroutine[Any, Any, None]]
Chain = Sequence[Step]
Rank = Sequence[Chain]
"""Chains that start at the same time, each step by step; a rank starts after the one before it."""


class Supervisor:
    """Starts all ranks, restarts their parts, and ends them in reverse order."""

    def __init__(self, ranks: Sequence[Rank], record: Record, stopped: Path, tell: Tell, announce: Tell) -> None:
        self._ranks = ranks
        self._record = record
        self._stopped = stopped
        self._tell = tell
        self._announce = announce
        self._parts: dict[Part, SupervisedPart] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._ready = False

    async def run(self, with_parent: bool) -> None:
        """Runs until it is asked to end; raises Trouble when it cannot start. Leaves no process behind."""
        asked_to_end = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, asked_to_end.set)
        if with_parent:
            self._tasks.append(asyncio.create_task(_when_the_parent_ends(asked_to_end.set)))
        end = asyncio.create_task(asked_to_end.wait())
        start = asyncio.create_task(self._start())
        try:
            await asyncio.wait([start, end], return_when=asyncio.FIRST_COMPLETED)
            if start.done():
                start.result()
                await end
            self._tell("Lotse stops.")
        finally:
            await _cancel([start, end, *self._tasks])
            await self._end()

    async def _start(self) -> None:
        for rank in self._ranks:
            await together(self._take(chain) for chain in rank)
        self._ready = True
        self._announce("ready")

    async def _take(self, chain: Chain) -> None:
        for step in chain:
            await (self._begin(step) if isinstance(step, Part) else step())

    async def _begin(self, part: Part) -> None:
        supervised = SupervisedPart(part, self._record, self._stopped, self._tell, self._changed)
        self._parts[part] = supervised
        await supervised.begin()
        self._tasks.append(asyncio.create_task(supervised.supervise()))

    def _changed(self) -> None:
        if self._ready:
            self._announce("changed")

    async def _end(self) -> None:
        self._ready = False
        for rank in reversed(self._ranks):
            parts = [step for chain in rank for step in chain if isinstance(step, Part)]
            await asyncio.gather(*(self._parts[part].end() for part in parts if part in self._parts))


async def together(works: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Runs all at once; cancels the others at the first failure and raises it."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        await _cancel(tasks)


async def _cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, Exception):
            await task


async def _when_the_parent_ends(end: Callable[[], None]) -> None:
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - nobody tells a process that its parent went
        await asyncio.sleep(0.5)
    end()
