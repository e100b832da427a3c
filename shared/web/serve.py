"""Serves until SIGTERM, without an access log, so that nothing records who asked for what."""

import gc
import resource
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from shared.settings import Settings
from shared.web.slow_clients import TimedProtocol

GRACE: Final = 2
MOST_CONNECTIONS: Final = 4_000
"""Connections at the same time; beyond them the answer is 503, at once."""
FILES: Final = 65_536
"""Open files, of which each connection is one."""
YOUNG: Final = 50_000
"""New objects after which the garbage collector looks at them: about as many as a batch of events has."""

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
    """Spares the garbage collector what was made before the start: it stays to the end.

    Otherwise the collector walks through all modules and models whenever new objects, as many as a quarter of them,
    have stayed for a while.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def allow_files() -> None:
    """Raises the soft limit of open files to FILES, or as far as the hard limit allows; child processes inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
