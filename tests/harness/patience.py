"""Waits for a process as long as it lives, at most three minutes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from infra.embedded.processes import PATIENCE

LAST_WORDS: Final = 1.0
"""Seconds in which the output of an ended process can still be read."""


@asynccontextmanager
async def as_long_as_it_lives(process: asyncio.subprocess.Process) -> AsyncIterator[None]:
    """Limits the block's time: raises TimeoutError soon after the process ended, or after PATIENCE.

    The process may be awaited elsewhere too; nothing is read from it here.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(PATIENCE) as limit:

        async def cut_off() -> None:
            await process.wait()
            limit.reschedule(loop.time() + LAST_WORDS)

        watching = asyncio.create_task(cut_off())
        try:
            yield
        finally:
            watching.cancel()
