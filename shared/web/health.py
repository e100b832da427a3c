"""Tells whoever runs the service whether it is alive and ready, and its metrics; never through the front door."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Checks = Mapping[str, Callable[[], Awaitable[None]]]
PATIENCE = 2.0


def router(checks: Checks) -> APIRouter:
    """Ready when every check returns in time; a check that raises names what is away."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/health/ready")
    async def ready() -> JSONResponse:
        results = {name: await passes(check) for name, check in checks.items()}
        good = all(results.values())
        said = {name: "ok" if passed else "away" for name, passed in results.items()}
        return JSONResponse({"status": "ok" if good else "away", "checks": said}, 200 if good else 503)

    @routes.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return routes


async def passes(check: Callable[[], Awaitable[None]], patience: float = PATIENCE) -> bool:
    try:
        async with asyncio.timeout(patience):
            await check()
    except Exception:
        return False
    return True
