"""Named places where a fault test kills or stops the process; free when unset."""

import os
import signal
from functools import cache
from typing import Final

ARMED: Final = "LOTSE_FAILPOINT"
"""`name:kill` ends this process as kill -9 does; `name:stop` halts it until SIGCONT."""

_SIGNALS: Final = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


def failpoint(name: str) -> None:
    if (armed := _armed()) is not None and armed[0] == name:
        os.kill(os.getpid(), armed[1])


@cache
def _armed() -> tuple[str, signal.Signals] | None:
    """Read once: a process is armed at its start or never."""
    point, _, effect = os.environ.get(ARMED, "").partition(":")
    return (point, _SIGNALS[effect]) if point else None
