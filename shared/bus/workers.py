"""Loops that go on after an error, and say only what kind of error it was."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

log: Final = logging.getLogger(__name__)
LONGEST_PAUSE: Final = 15.0


async def keep(name: str, work: Callable[[], Awaitable[None]], *, once: bool = False) -> None:
    """Runs it again and again, or until it succeeds `once`; after an error with back-off."""
    pause = 0.2
    while True:
        try:
            await work()
        except Exception as error:
            log.warning("worker failed", extra={"worker": name, "reason": type(error).__name__})
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            if once:
                return
            pause = 0.2
