"""What waits for somebody outside is done side by side in places: one that becomes free takes the next piece at once.

Whoever is waited for holds only a few of them, so that one who never answers keeps nobody else waiting.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, Final, TypeVar

T = TypeVar("T")

AWAITED: Final = "awaited"
"""In what describes a piece: the id of whoever outside it waits for."""
PLACES: Final = 16
OF_ONE: Final = 2
"""Places that pieces for one and the same hold at most; pieces that name nobody count as for one."""
LOOK_AGAIN: Final = 0.25
"""Seconds, while places are free: so long waits at most what came meanwhile."""

Take = Callable[[Sequence[T]], Awaitable[T | None]]
"""The next piece, given those in work, and none of these; None where there is nothing to do for now."""


def with_enough(holders: Iterable[str | None]) -> list[str | None]:
    """Who of the holders of places gets no other one for now."""
    return [each for each, held in Counter(holders).items() if held >= OF_ONE]


async def in_places(take: Take[T], do: Callable[[T], Coroutine[Any, Any, None]]) -> None:
    """Until nothing is left to take and nothing is in work.

    Raises what `take` or `do` raised, after what was begun has ended; cancelled, it cancels what was begun.
    """
    running: dict[asyncio.Task[None], T] = {}
    try:
        while await _fill(running, take, do):
            over, _ = await asyncio.wait(running, timeout=LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
            for each in over:
                del running[each]
                each.result()
    except asyncio.CancelledError:
        for each in running:
            each.cancel()
        raise
    finally:
        await asyncio.gather(*running, return_exceptions=True)


async def _fill(
    running: dict[asyncio.Task[None], T], take: Take[T], do: Callable[[T], Coroutine[Any, Any, None]]
) -> bool:
    """Whether anything is in work then."""
    while len(running) < PLACES:
        piece = await take(list(running.values()))
        if piece is None:
            break
        running[asyncio.create_task(do(piece))] = piece
    return bool(running)
