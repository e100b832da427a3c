"""Serves until SIGTERM. Without an access log, so that nothing records who asked for what."""

import uvicorn
from starlette.types import ASGIApp

from shared.settings import Settings

GRACE = 2


def serve(app: ASGIApp, settings: Settings) -> None:
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port_own,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
