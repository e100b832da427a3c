"""Real engines for tests, on free ports, in a folder that goes with the run; they can be killed and brought back."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.embedded import kafka, mongo, noida
from infra.embedded.ports import HOST, free_ports
from infra.embedded.processes import Probe, Program, Running, ready, start

PATIENCE = 60.0


@dataclass
class Engine:
    address: str
    program: Program
    probe: Probe
    running: Running | None = None

    async def start(self) -> None:
        self.running = await start(self.program)
        await ready(self.running, self.probe, PATIENCE)

    async def kill(self) -> None:
        assert self.running is not None
        os.kill(self.running.pid, signal.SIGKILL)
        await self.running.ended()

    async def stop(self) -> None:
        if self.running is not None:
            await self.running.stop()


@asynccontextmanager
async def a_mongo(folder: Path) -> AsyncIterator[Engine]:
    (port,) = free_ports(1)
    program = mongo.program(folder, port, folder / "log")
    async with _running(Engine(mongo.uri(port), program, mongo.is_primary(port))) as engine:
        yield engine


@asynccontextmanager
async def a_kafka(folder: Path) -> AsyncIterator[Engine]:
    port, controller_port = free_ports(2)
    program = kafka.program(folder, port, controller_port, folder / "log", tell=print)
    async with _running(Engine(f"{HOST}:{port}", program, kafka.answers(port))) as engine:
        yield engine


@asynccontextmanager
async def _running(engine: Engine) -> AsyncIterator[Engine]:
    try:
        await engine.start()
        yield engine
    finally:
        await engine.stop()


@asynccontextmanager
async def a_forgetful_broker(folder: Path) -> AsyncIterator[Engine]:
    """Killed, it loses records that it acknowledged."""
    (port,) = free_ports(1)
    program = noida.program(folder, port, folder / "log")
    async with _running(Engine(f"{HOST}:{port}", program, kafka.answers(port))) as engine:
        yield engine
