"""Real engines for tests: started when first asked for, on free ports, in a folder that goes with the run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from infra.embedded import kafka, mongo
from infra.embedded.ports import HOST, free_ports
from infra.embedded.processes import Probe, Program, ready, start

PATIENCE = 60.0


@asynccontextmanager
async def a_mongo(folder: Path) -> AsyncIterator[str]:
    (port,) = free_ports(1)
    async with _running(mongo.program(folder, port, folder / "log"), mongo.is_primary(port)):
        yield mongo.uri(port)


@asynccontextmanager
async def a_kafka(folder: Path) -> AsyncIterator[str]:
    port, controller_port = free_ports(2)
    program = kafka.program(folder, port, controller_port, folder / "log", tell=print)
    async with _running(program, kafka.answers(port)):
        yield f"{HOST}:{port}"


@asynccontextmanager
async def _running(program: Program, probe: Probe) -> AsyncIterator[None]:
    running = await start(program)
    try:
        await ready(running, probe, PATIENCE)
        yield
    finally:
        await running.stop()
