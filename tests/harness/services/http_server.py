"""A real HTTP server in this process, for an application that a test or a service calls."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from infra.embedded.processes import PATIENCE
from tests.harness.eventually import eventually


@asynccontextmanager
async def listening(config: uvicorn.Config) -> AsyncIterator[None]:
    """Serves until the end; entered when the server listens.

    Raises AssertionError where it does not come to that, and TimeoutError where it does not end. The configuration must
    set `timeout_graceful_shutdown`: else the end waits for every connection that somebody left open.
    """
    assert config.timeout_graceful_shutdown is not None
    server = uvicorn.Server(config)
    task = asyncio.create_task(_serve(server))
    try:
        await eventually(lambda: asyncio.sleep(0, server.started or task.done()), within=PATIENCE)
        assert server.started, "the server ended before it listened"
        yield
    finally:
        server.should_exit = True
        async with asyncio.timeout(PATIENCE):
            await task


async def _serve(server: uvicorn.Server) -> None:
    """Serves; raises AssertionError where uvicorn would end the whole process, as at a port that is taken."""
    try:
        await server.serve()
    except SystemExit as ended:
        raise AssertionError(f"uvicorn ended with {ended.code}: its log says why") from None
