"""Where what somebody could guess is stretched: off the event loop, and never more at once than leaves room for others.

Argon2id and scrypt let other threads run while they work.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Final

from shared.errors import Unavailable

AT_ONCE: Final = 2
WAITING: Final = 50


class Stretching:
    """AT_ONCE at a time in one process, and no more than WAITING that are worked on or wait.

    `of_one`: of these, for one of those that `by` names.
    """

    def __init__(self, waiting: int | None = None, of_one: int | None = None) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = WAITING if waiting is None else waiting
        self._of_one = self._waiting if of_one is None else of_one
        self._by: Counter[str] = Counter()

    async def __call__(self, stretch: Callable[[], bytes], by: str = "") -> bytes:
        """Raises Unavailable where too many wait. Not to be called inside a transaction, which would wait as well."""
        if self._by.total() >= self._waiting or self._by[by] >= self._of_one:
            raise Unavailable
        self._by[by] += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(stretch)
        finally:
            self._by[by] -= 1
            self._by += Counter()  # forgets who has none
