"""The stores of a service are closed after its bus, and also where start or end raises."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI

from shared.web.bus_lifespan import bus_lifespan

EVERYTHING = ["prepared", "recalled", "bus begins", "served", "bus ends"]


class Service:
    """Notes what happens, and raises after the step `fails_at`."""

    def __init__(self, fails_at: str) -> None:
        self.fails_at = fails_at
        self.steps: list[str] = []

    def note(self, step: str) -> None:
        self.steps.append(step)
        if step == self.fails_at:
            raise RuntimeError(step)

    async def prepare(self) -> None:
        self.note("prepared")

    async def recall(self) -> None:
        self.note("recalled")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        self.note("bus begins")
        yield
        self.note("bus ends")

    async def close(self) -> None:
        self.steps.append("store closed")

    async def live(self) -> None:
        itself: Any = self
        lifespan = bus_lifespan(self.prepare, itself, itself, itself, itself)
        async with lifespan(FastAPI()):
            self.note("served")


async def test_the_stores_are_closed_after_the_bus() -> None:
    service = Service(fails_at="nowhere")
    await service.live()

    assert service.steps == [*EVERYTHING, "store closed", "store closed"]


@pytest.mark.parametrize("fails_at", [step for step in EVERYTHING if step != "served"])
async def test_the_stores_are_closed_where_a_step_fails(fails_at: str) -> None:
    service = Service(fails_at)
    with pytest.raises(RuntimeError, match=fails_at):
        await service.live()

    assert service.steps == [*EVERYTHING[: EVERYTHING.index(fails_at) + 1], "store closed", "store closed"]
