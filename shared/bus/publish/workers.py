"""Loops that go on after an error, and say only what kind of error it was."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final

log: Final = logging.getLogger(__name__)
FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 2.0


async def keep(name: str, work: Callable[[], Awaitable[None]], *, once: bool = False) -> None:
    """Runs it again and again, or until it succeeds `once`; after an error with back-off.

    Only whoever cancels this task ends it: a future inside that was cancelled by a library is an error like others,
    and a library that turns the cancellation into an error of its own keeps nobody running.
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
