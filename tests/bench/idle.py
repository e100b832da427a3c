"""What the system costs while nothing happens: each process's share of a core, its memory, and its start."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import psutil

from tests.harness.bench.processes import SERVICES
from tests.harness.bench.results import Row, Target
from tests.harness.system.embedded import a_system

CALMING: Final = 20.0
WATCHED: Final = 30.0
ONE_PERCENT: Final = Target(1.0, at_most=True)


async def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        async with a_system(Path(folder)) as system:
            await asyncio.sleep(CALMING)
            processes = {name: psutil.Process(pid) for name, pid in system.embedded["processes"].items()}
            before = {name: _own(process) for name, process in processes.items()}
            await asyncio.sleep(WATCHED)
            rows = [row for name, process in processes.items() for row in _cost(name, process, before[name])]
    return rows + [await _import(name, words[0]) for name, words in SERVICES.items() if name != "intake-desk"]


def _cost(name: str, process: psutil.Process, before: float) -> list[Row]:
    share = Row(f"idle {name}", "% of a core", ONE_PERCENT if name in SERVICES else None)
    share.ours.append((_own(process) - before) / WATCHED * 100)
    memory = Row(f"memory {name}", "MiB")
    memory.ours.append(process.memory_info().rss / 2**20)
    return [share, memory]


def _own(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


async def _import(name: str, module: str) -> Row:
    row = Row(f"import {name}", "s")
    for _ in range(3):
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", f"import {module}")
        assert await process.wait() == 0
        row.ours.append(time.perf_counter() - began)
    return row
