"""The whole embedded system as a user starts it, on free ports and in a folder of its own."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.embedded.ports import choose_doors
from tests.harness.patience import as_long_as_it_lives


@dataclass(frozen=True)
class System:
    folder: Path
    surroundings: dict[str, str]
    process: asyncio.subprocess.Process
    console: list[str] = field(default_factory=list)
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def embedded(self) -> dict[str, Any]:
        """The content of `embedded.json` now."""
        content: dict[str, Any] = json.loads((self.folder / "embedded.json").read_text())
        return content

    async def told(self, wanted: str, after: int = 0) -> str:
        """Returns the console from that line up to the line that contains `wanted`; waits as long as the process lives.

        Raises AssertionError with the console where the line does not come.
        """
        try:
            async with as_long_as_it_lives(self.process), self._heard:
                return await self._heard.wait_for(lambda: self._up_to(wanted, after))
        except TimeoutError:
            raise AssertionError("".join(self.console)) from None

    async def listen(self) -> None:
        """Reads the console as it comes, so that the process never waits for a reader."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            async with self._heard:
                self.console.append(line.decode())
                self._heard.notify_all()

    def _up_to(self, wanted: str, after: int) -> str:
        lines = self.console[after:]
        found = next((number for number, line in enumerate(lines, 1) if wanted in line), 0)
        return "".join(lines[:found])

    async def stop(self) -> int:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def ended(self) -> int:
        async with as_long_as_it_lives(self.process):
            return await self.process.wait()


@asynccontextmanager
async def begun(folder: Path, port: int, *options: str, module: str = "infra.embedded") -> AsyncIterator[System]:
    """Yields a started system, which may end at once; it is stopped at the end."""
    surroundings = os.environ | {"LOTSE_DATA": str(folder), "LOTSE_PORT": str(port)}
    command = (sys.executable, "-m", module, "run", *options)
    pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=both, env=surroundings)
    system = System(folder, surroundings, process)
    listening = asyncio.create_task(system.listen())
    try:
        yield system
    finally:
        await system.stop()
        await listening


@asynccontextmanager
async def a_system(folder: Path, port: int | None = None, *options: str) -> AsyncIterator[System]:
    """Yields a system that is ready."""
    async with begun(folder, port or choose_doors(None).public, *options) as system:
        await system.told("is ready")
        yield system
