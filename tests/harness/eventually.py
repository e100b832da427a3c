"""Waits for a condition and fails with the value that was last seen. A slow machine gets the time that it needs."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 20.0
LONGEST_PAUSE = 0.2
LONGEST_LOOK = 120.0
"""Seconds beyond `within` that a single look may take until it counts as hanging."""


async def eventually(
    look: Callable[[], Awaitable[T]],
    accept: Callable[[T], bool] = bool,
    *,
    within: float = PATIENCE,
    every: float = 0.02,
) -> T:
    """Looks until the value is accepted, and returns it; raises AssertionError after `within` seconds.

    Looking takes at most a third of the time, unless a look takes seconds. A look that hangs is cancelled.
    """
    until, seen = time.monotonic() + within, None
    while True:
        began = time.monotonic()
        seen = await _looked(look, within, seen)
        if accept(seen):
            return seen
        ended = time.monotonic()
        assert ended < until, f"not within {within} s, last seen: {seen!r}"
        await asyncio.sleep(max(every, min(2 * (ended - began), LONGEST_PAUSE)))


async def settles(
    look: Callable[[], Awaitable[T]], left: Callable[[T], int], *, within: float = PATIENCE, every: float = 0.25
) -> T:
    """Looks until nothing is left, as long as less is left than ever before; returns what was seen.

    Raises AssertionError when nothing moved for `within` seconds. Looking takes at most a third of the time, since what
    is looked at may work in this process. A look that hangs is cancelled.
    """
    least, until, seen = -1, 0.0, None
    while True:
        began = time.monotonic()
        seen = await _looked(look, within, seen)
        many = left(seen)
        if many <= 0:
            return seen
        if least < 0 or many < least:
            least, until = many, time.monotonic() + within
        ended = time.monotonic()
        assert ended < until, f"nothing moved for {within} s, left: {seen!r}"
        await asyncio.sleep(max(every, 2 * (ended - began)))


async def comes(event: asyncio.Event, by: asyncio.Task[Any], *, within: float = PATIENCE) -> None:
    """Waits for an event that the task sets. Raises the error of a task that ends without it, or AssertionError."""
    waiting = asyncio.create_task(event.wait())
    try:
        await asyncio.wait({waiting, by}, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
    if event.is_set():
        return
    assert by.done(), f"not within {within} s"
    by.result()
    raise AssertionError("the task ended, and the event did not come")


async def _looked(look: Callable[[], Awaitable[T]], within: float, before: T | None) -> T:
    """Looks once. Raises AssertionError where the look hangs; `before`: what was seen last."""
    longest = within + LONGEST_LOOK
    try:
        async with asyncio.timeout(longest) as limit:
            return await look()
    except TimeoutError:
        if limit.expired():
            raise AssertionError(f"a look hung for {longest} s, last seen: {before!r}") from None
        raise
