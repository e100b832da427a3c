"""Waits for a condition and fails with the value that was last seen. A slow machine gets the time that it needs."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 20.0
LONGEST_PAUSE = 0.2


async def eventually(
    look: Callable[[], Awaitable[T]],
    accept: Callable[[T], bool] = bool,
    *,
    within: float = PATIENCE,
    every: float = 0.02,
) -> T:
    """Looks until the value is accepted, and returns it; raises AssertionError after `within` seconds.

    Looking takes at most a third of the time, unless a look takes seconds.
    """
    until = time.monotonic() + within
    while True:
        began = time.monotonic()
        seen = await look()
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
    is looked at may work in this process.
    """
    least, until = -1, 0.0
    while True:
        began = time.monotonic()
        seen = await look()
        many = left(seen)
        if many <= 0:
            return seen
        if least < 0 or many < least:
            least, until = many, time.monotonic() + within
        ended = time.monotonic()
        assert ended < until, f"nothing moved for {within} s, left: {seen!r}"
        await asyncio.sleep(max(every, 2 * (ended - began)))
