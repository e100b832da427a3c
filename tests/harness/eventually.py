"""Waits for what must become true, and fails with what was last seen. A slow machine gets the time that it needs."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 20.0


async def eventually(
    look: Callable[[], Awaitable[T]],
    accept: Callable[[T], bool] = bool,
    *,
    within: float = PATIENCE,
    every: float = 0.02,
) -> T:
    until = time.monotonic() + within
    while True:
        seen = await look()
        if accept(seen):
            return seen
        assert time.monotonic() < until, f"not within {within} s, last seen: {seen!r}"
        await asyncio.sleep(every)


async def settles(
    look: Callable[[], Awaitable[T]], left: Callable[[T], int], *, within: float = PATIENCE, every: float = 0.25
) -> T:
    """Waits until nothing is left, as long as less is left than ever before; a standstill lasts `within` seconds."""
    least, until = -1, 0.0
    while True:
        seen = await look()
        many = left(seen)
        if many <= 0:
            return seen
        if least < 0 or many < least:
            least, until = many, time.monotonic() + within
        assert time.monotonic() < until, f"nothing moved for {within} s, left: {seen!r}"
        await asyncio.sleep(every)
