"""The whole embedded system as a fault test handles it: arm, kill, stop, continue, and wait until all are ready."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from infra.embedded import control
from infra.embedded.folders import Folders
from infra.embedded.kafka import ADMIN
from infra.embedded.ports import choose_doors
from infra.embedded.record import Record
from infra.embedded.services import SERVICES
from shared.bus import Connection
from shared.bus.failpoint import ARMED
from tests.faults.field.run import wishes
from tests.support.eventually import eventually
from tests.support.system import System, begun

NAMES = tuple(service.name for service in SERVICES)
AGAIN = 60.0


@dataclass(frozen=True)
class Site:
    system: System
    told: dict[str, Any]
    """What `embedded.json` said when all was ready; addresses stay."""

    @property
    def data(self) -> Path:
        return self.system.folder

    @property
    def admin(self) -> Connection:
        """The broker's administrator, who may write where nobody else would."""
        password = (Folders(self.data).secrets / "kafka" / ADMIN).read_text()
        return Connection(self.told["kafka"]["bootstrap"], ADMIN, password)

    def pid(self, name: str) -> int | None:
        """Of the process that is alive now."""
        entry = Record.read(Folders(self.data).record).entries.get(name)
        process = entry.process() if entry else None
        return process.pid if process else None

    def signal(self, name: str, number: signal.Signals) -> None:
        """Only to a process that this site's own record names."""
        if pid := self.pid(name):
            os.kill(pid, number)

    def wish(self, name: str, env: dict[str, str], *, through: str | None = None, lasting: bool = False) -> None:
        folder = wishes(self.data)
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps({"env": env, "through": through, "lasting": lasting}))

    def unwish(self, name: str) -> None:
        (wishes(self.data) / name).unlink(missing_ok=True)

    async def arm(self, name: str, point: str) -> int:
        """Starts it again so that it ends at the point; returns the number of the armed process."""
        self.wish(name, {ARMED: f"{point}:kill"})
        return await self.begin_again(name)

    async def begin_again(self, name: str) -> int:
        before = self.pid(name)
        self.signal(name, signal.SIGKILL)
        return await self.next(name, before)

    async def next(self, name: str, before: int | None) -> int:
        """The number of the process that came after that one."""

        async def look() -> int | None:
            return None if (now := self.pid(name)) == before else now

        pid = await eventually(look, within=AGAIN, every=0.1)
        assert pid is not None
        return pid

    async def all_ready(self, within: float = AGAIN) -> None:
        async def states() -> set[str]:
            return set((await asyncio.to_thread(control.status, Folders(self.data))).values())

        await eventually(states, lambda seen: seen == {"ready"}, within=within, every=0.3)

    async def dropped(self) -> dict[str, float]:
        """By process, how many events it saw again since it was started."""
        counts: dict[str, float] = {}
        entries = Record.read(Folders(self.data).record).entries
        async with httpx2.AsyncClient(timeout=2) as http:
            for name in NAMES:
                try:
                    answer = await http.get(f"http://127.0.0.1:{entries[name].port}/metrics")
                except (httpx2.HTTPError, KeyError):
                    continue
                lines = [line for line in answer.text.splitlines() if line.startswith("lotse_events_total")]
                seen_again = [float(line.rpartition(" ")[2]) for line in lines if 'outcome="dropped"' in line]
                counts[f"{name} {entries[name].pid}"] = sum(seen_again)
        return counts


@asynccontextmanager
async def a_site(folder: Path) -> AsyncIterator[Site]:
    port = choose_doors(os.environ.get("LOTSE_PORT")).public
    async with begun(folder, port, "tests.faults.field.run") as system:
        await system.told("is ready")
        yield Site(system, system.embedded)
