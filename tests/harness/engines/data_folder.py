"""The folder of a test run's engines: in memory where there is room, since no test outlives the machine.

An engine waits for the disk at every acknowledged write; tests kill processes, but never cut the power.
"""

import shutil
from pathlib import Path
from tempfile import gettempdir
from typing import Final

MEMORY: Final = Path("/dev/shm")
ROOM: Final = 8 * 1024**3


def scratch() -> Path:
    in_memory = MEMORY.is_dir() and min(shutil.disk_usage(MEMORY).free, _available()) >= ROOM
    return MEMORY if in_memory else Path(gettempdir())


def _available() -> int:
    """Returns the bytes of memory that can be used without swapping."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    told = dict(line.split(":", 1) for line in lines)
    return int(told["MemAvailable"].split()[0]) * 1024
