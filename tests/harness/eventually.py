"""Waits for what must become true, and fails with what was last seen."""

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
