"""Intake's applications, made once for many tests: to wire a hundred routes takes longer than most tests do."""

from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, ClassVar

import pytest
from fastapi import FastAPI

import services.intake.main as intake
from services.intake.limits import Limits
from tests.harness.services.without_lifespan import without_lifespan


class RenewedLimits:
    """Stands for the limits of an application that serves several tests: who asked in one is unknown in the next."""

    def __init__(self, **told: Any) -> None:
        self._told = told
        self.renew()

    def renew(self) -> None:
        self._now = Limits(**self._told)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._now, name)


class KeptProcesses:
    """`now`: those that every test uses until they are closed."""

    now: ClassVar["KeptProcesses | None"] = None

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._made: dict[Hashable, tuple[FastAPI, list[RenewedLimits]]] = {}

    async def process(self, words: Hashable, make: Callable[[], FastAPI]) -> FastAPI:
        """The one made for the same words, without what it counted of who asked before."""
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
    """Until the end. What else an application remembers is small and short: a channel's token, for five seconds."""
    async with AsyncExitStack() as stack:
        KeptProcesses.now = KeptProcesses(stack)
        try:
            yield
        finally:
            KeptProcesses.now = None
