"""Named places where a fault test kills or stops the process; free when unset."""

import os
import signal
from typing import Final

ARMED: Final = "LOTSE_FAILPOINT"
"""`name:kill` ends this process as kill -9 does; `name:stop` halts it until SIGCONT."""

_SIGNALS: Final = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


def failpoint(name: str) -> None:
    armed = os.environ.get(ARMED)
    if armed is None:
        return
    point, _, effect = armed.partition(":")
    if point == name:
        os.kill(os.getpid(), _SIGNALS[effect])
