"""Groups many callers' requests: those that come while a command is under way share the next command."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from shared.store.connect import AWAY

GROUP_WAIT: Final = 0.1
"""Seconds that a group waits at most for the group before it, so that one unanswered command holds up no other."""

T = TypeVar("T")
R = TypeVar("R")

Run = Callable[[Sequence[T]], Awaitable[Sequence[R]]]
"""Carries out a group of requests; returns one result for each of them, in the same order."""


class Grouped(Generic[T, R]):
    """Answers each request with its result from `run`; a request waits only while a command is under way.

    If `run` fails for a group, each request is run again, alone, and gets the outcome of that; whatever `run` did for
    the group before it failed is then done twice. If it fails with one of AWAY, the whole group gets that error and
    nothing is run again. A caller that is cancelled changes nothing for the others, and its request may be carried out
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
            await asyncio.wait({former}, timeout=GROUP_WAIT)
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
