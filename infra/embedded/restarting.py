"""One process of the system: started, watched, started again when it ends."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.embedded.processes import Probe, Program, Running, Tell, ready, start
from infra.embedded.record import Record
from infra.embedded.trouble import Trouble

LOOK_EVERY = 0.2
FIRST_PAUSE, LONGEST_PAUSE, CALM_AFTER = 0.5, 10.0, 60.0


@dataclass(frozen=True, eq=False)
class Part:
    """A process that is meant to run as long as the system does."""

    program: Program
    ready: Probe

    @property
    def name(self) -> str:
        return self.program.name


class SupervisedPart:
    """Restarts one part when it ends, after growing pauses; a file of its name in `stopped` keeps it down."""

    def __init__(self, part: Part, record: Record, stopped: Path, tell: Tell, changed: Callable[[], None]) -> None:
        self.name = part.name
        self._part = part
        self._record = record
        self._stay_down = stopped / part.name
        self._tell = tell
        self._changed = changed
        self._running: Running | None = None
        self._pause = FIRST_PAUSE
        self._since = 0.0

    async def begin(self) -> None:
        """Returns when the part is ready, or raises Trouble."""
        self._running = await start(self._part.program)
        self._since = asyncio.get_running_loop().time()
        self._record.add(self.name, self._running.pid, self._part.program.port)
        await ready(self._running, self._part.ready, self._tell)
        self._changed()

    async def supervise(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if self._stay_down.exists():
                if self._running:
                    await self.end()
                    self._tell(f"{self.name} is stopped.")
            elif self._running is None:
                await self._begin_again("started")
            elif not self._running.alive:
                await self._after_crash(self._running)

    async def end(self) -> None:
        if self._running:
            await self._running.stop()
            self._running = None
            self._record.remove(self.name)
            self._changed()

    async def _after_crash(self, gone: Running) -> None:
        code = await gone.ended()
        pause = self._next_pause()
        self._tell(f"{self.name} ended by itself ({code}) and starts again in {pause} s.")
        self._tell(f"End of {self._part.program.log}:\n{gone.end_of_log()}")
        await asyncio.sleep(pause)
        if not self._stay_down.exists():
            await self._begin_again("runs again")

    async def _begin_again(self, what: str) -> None:
        try:
            await self.begin()
        except Trouble as trouble:
            if self._running and self._running.alive:
                self._tell(str(trouble))
        else:
            self._tell(f"{self.name} {what}.")

    def _next_pause(self) -> float:
        if asyncio.get_running_loop().time() - self._since > CALM_AFTER:
            self._pause = FIRST_PAUSE
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST_PAUSE)
        return pause
