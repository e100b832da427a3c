"""The whole embedded system as a user starts it, on free ports and in a folder of its own."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.embedded.ports import choose_doors

PATIENCE = 90.0


@dataclass(frozen=True)
class System:
    folder: Path
    surroundings: dict[str, str]
    process: asyncio.subprocess.Process

    @property
    def embedded(self) -> dict[str, Any]:
        """What `embedded.json` says now."""
        content: dict[str, Any] = json.loads((self.folder / "embedded.json").read_text())
        return content

    async def told(self, wanted: str) -> str:
        """The console up to the line that contains it."""
        assert self.process.stdout is not None
        lines: list[str] = []
        async with asyncio.timeout(PATIENCE):
            while line := (await self.process.stdout.readline()).decode():
                lines.append(line)
                if wanted in line:
                    return "".join(lines)
        raise AssertionError("".join(lines))

    async def stop(self) -> int:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def ended(self) -> int:
        async with asyncio.timeout(PATIENCE):
            await self.process.communicate()
        return await self.process.wait()


async def begin(folder: Path, port: int) -> System:
    surroundings = os.environ | {"LOTSE_DATA": str(folder), "LOTSE_PORT": str(port)}
    command = (sys.executable, "-m", "infra.embedded", "run")
    pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
    return System(
        folder,
        surroundings,
        await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=both, env=surroundings),
    )


@asynccontextmanager
async def a_system(folder: Path, port: int | None = None) -> AsyncIterator[System]:
    """Ready when entered."""
    system = await begin(folder, port or choose_doors(None).public)
    try:
        await system.told("is ready")
        yield system
    finally:
        await system.stop()
