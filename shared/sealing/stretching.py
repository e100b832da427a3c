"""Stretches guessable secrets off the event loop, and only so many at once that other work has room.

Argon2id and scrypt let other threads run while they work.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from shared.errors import Unavailable

AT_ONCE: Final = 2
WAITING: Final = 50
NOBODY: Final[Mapping[str, int]] = MappingProxyType({})


class Stretching:
    """Stretches AT_ONCE secrets at a time in one process, and takes no more than WAITING that run or wait."""

    def __init__(self, waiting: int | None = None) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = WAITING if waiting is None else waiting
        self._taken = 0
        self._by: Counter[str] = Counter()

    async def __call__(self, stretch: Callable[[], bytes], by: Mapping[str, int] = NOBODY) -> bytes:
        """Runs `stretch` in a thread when its turn comes, and returns its result.

        `by` names those on whose account it goes, and how many places each of them has at most.
        Raises Unavailable if too many wait. Never call it inside a transaction, which would wait as well.
        """
        if self._taken >= self._waiting or any(self._by[each] >= places for each, places in by.items()):
            raise Unavailable
        self._taken += 1
        self._by.update(by.keys())
        try:
            async with self._turns:
                return await asyncio.to_thread(stretch)
        finally:
            self._taken -= 1
            self._by.subtract(by.keys())
            self._by += Counter()  # removes those that hold no place
