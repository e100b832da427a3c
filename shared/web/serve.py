"""Serves until SIGTERM. Without an access log, so that nothing records who asked for what."""

import gc
import resource
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from shared.settings import Settings
from shared.web.slow_clients import TimedProtocol

GRACE: Final = 2
MOST_CONNECTIONS: Final = 4_000
"""Beyond it the answer is 503, at once."""
FILES: Final = 65_536
"""Each connection is an open file."""
YOUNG: Final = 50_000
"""Objects more than before at which the garbage collector looks at them: about what a batch of events holds."""

OPTIONS: Final[dict[str, Any]] = {
    "http": TimedProtocol,
    "limit_concurrency": MOST_CONNECTIONS,
    "access_log": False,
    "log_config": None,
    "server_header": False,
    "timeout_graceful_shutdown": GRACE,
}


def serve(app: ASGIApp, settings: Settings) -> None:
    allow_files()
    spare_what_stays()
    uvicorn.run(app, host=settings.host, port=settings.port_own, **OPTIONS)


def spare_what_stays() -> None:
    """What was made before the start stays to the end: the garbage collector walks through it no more.

    Else it walks through all modules and models whenever as much as a quarter of them came and stayed for a while.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def allow_files() -> None:
    """Raises the soft limit of open files as far as this process, and those that it starts, may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
