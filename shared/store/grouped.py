"""One command of the engine for many callers: what comes while a command is under way goes together in the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from shared.store.connect import AWAY

PATIENCE: Final = 0.1
"""Seconds that a group waits for the one before it: an engine that does not answer one holds up no other."""

T = TypeVar("T")
R = TypeVar("R")

Run = Callable[[Sequence[T]], Awaitable[Sequence[R]]]
"""Returns a result for each that it was given, in their order."""


class Grouped(Generic[T, R]):
    """Who is alone waits for nobody. Where `run` fails for a group, each is done again, alone, and answered by that.

    Where the store is away all of the group are told so, and nothing is done again. What `run` did of a group before it
    failed is done twice. A caller that is cancelled changes nothing for the others, and what it asked for may be done
    nevertheless.
    """

    def __init__(self, run: Run[T, R]) -> None:
        self._run = run
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._last: asyncio.Task[None] | None = None

    async def __call__(self, asked: T) -> R:
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if len(self._waiting) == 1:
            self._last = asyncio.create_task(self._after(self._last))
        return await answer

    async def _after(self, former: asyncio.Task[None] | None) -> None:
        if former is not None and not former.done():
            await asyncio.wait({former}, timeout=PATIENCE)
        group, self._waiting = self._waiting, []
        await self._answer(group)

    async def _answer(self, group: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._run([asked for asked, _ in group])
            answered = list(zip(group, results, strict=True))
        except Exception as error:
            if len(group) > 1 and not isinstance(error, AWAY):
                await asyncio.gather(*(self._answer([each]) for each in group))
                return
            for _, answer in group:
                if not answer.done():
                    answer.set_exception(error)
        else:
            for (_, answer), result in answered:
                if not answer.done():
                    answer.set_result(result)
