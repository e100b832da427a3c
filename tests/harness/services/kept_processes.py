"""Intake's applications, made once for many tests: wiring a hundred routes takes longer than most tests."""

from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, ClassVar

import pytest
from fastapi import FastAPI

import services.intake.main as intake
from services.intake.limits import Limits
from tests.harness.services.without_lifespan import without_lifespan


class RenewedLimits:
    """The rate limits of an application that serves several tests: each test starts with nothing counted."""

    def __init__(self, **told: Any) -> None:
        self._told = told
        self.renew()

    def renew(self) -> None:
        self._now = Limits(**self._told)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._now, name)


class KeptProcesses:
    """The kept applications. `now`: those that every test uses until they are closed."""

    now: ClassVar["KeptProcesses | None"] = None

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._made: dict[Hashable, tuple[FastAPI, list[RenewedLimits]]] = {}

    async def process(self, words: Hashable, make: Callable[[], FastAPI]) -> FastAPI:
        """Returns the application made with the same words, with its rate limits reset."""
        if words not in self._made:
            self._made[words] = await self._make(make)
        app, limits = self._made[words]
        for each in limits:
            each.renew()
        return app

    async def _make(self, make: Callable[[], FastAPI]) -> tuple[FastAPI, list[RenewedLimits]]:
        limits: list[RenewedLimits] = []

        def renewed(**told: Any) -> RenewedLimits:
            limits.append(RenewedLimits(**told))
            return limits[-1]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(intake, "Limits", renewed)
            app = await self._stack.enter_async_context(without_lifespan(make, intake))
        return app, limits


@asynccontextmanager
async def processes_kept() -> AsyncIterator[None]:
    """Keeps applications until the end.

    Anything else that one remembers is small and short: a channel's token for five seconds.
    """
    async with AsyncExitStack() as stack:
        KeptProcesses.now = KeptProcesses(stack)
        try:
            yield
        finally:
            KeptProcesses.now = None
