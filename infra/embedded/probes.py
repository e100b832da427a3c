"""Probes of a process: whether its port takes connections, and whether its health check passes."""

import asyncio

import httpx2

from infra.embedded.ports import HOST
from infra.embedded.processes import Probe


def listens(port: int) -> Probe:
    async def probe() -> None:
        _, writer = await asyncio.open_connection(HOST, port)
        writer.close()
        await writer.wait_closed()

    return probe


def is_healthy(port: int, path: str = "/health/ready") -> Probe:
    async def probe() -> None:
        async with httpx2.AsyncClient(timeout=3) as http:
            (await http.get(f"http://{HOST}:{port}{path}")).raise_for_status()

    return probe
