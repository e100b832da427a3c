"""Does pieces of work that wait for somebody outside side by side, in a limited number of places.

A place that becomes free takes the next piece at once. Pieces that wait for the same party hold only a few places, so
that a party that never answers keeps nobody else waiting.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, Final, TypeVar

T = TypeVar("T")

AWAITED: Final = "awaited"
"""Field in a piece's description: the id of the outside party that the piece waits for."""
PLACES: Final = 16
PLACES_PER_PARTY: Final = 2
"""Most places that pieces for the same party hold; pieces that name no party count as for one."""
LOOK_AGAIN: Final = 0.25
"""Seconds between two looks for new work while places are free."""

Take = Callable[[Sequence[T]], Awaitable[T | None]]
"""Returns the next piece, given those in work, and never one of these; None where there is nothing to do for now."""


def with_enough(holders: Iterable[str | None]) -> list[str | None]:
    """Holders that have PLACES_PER_PARTY places already."""
    return [each for each, held in Counter(holders).items() if held >= PLACES_PER_PARTY]


async def in_places(take: Take[T], do: Callable[[T], Coroutine[Any, Any, None]]) -> None:
    """Works until nothing is left to take and nothing is in work.

    Raises what `take` or `do` raised, after the begun pieces have ended. When cancelled, it cancels the begun pieces.
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
    """Begins pieces in the free places; returns whether anything is in work then."""
    while len(running) < PLACES:
        piece = await take(list(running.values()))
        if piece is None:
            break
        running[asyncio.create_task(do(piece))] = piece
    return bool(running)
