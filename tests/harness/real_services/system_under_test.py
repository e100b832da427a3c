"""The embedded system for a fault test: arm, kill, halt, continue and await readiness."""

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
from shared.failpoint import ARMED
from shared.sealing.folder import Folder
from shared.store import Store, connect
from tests.harness.eventually import eventually
from tests.harness.real_services.breakable_run import wishes
from tests.harness.system.embedded import System, begun

NAMES = tuple(service.name for service in SERVICES)
AGAIN = 60.0
DROPPED = 'outcome="dropped"'


@dataclass(frozen=True)
class Site:
    system: System
    told: dict[str, Any]
    """The content of `embedded.json` when all was ready; addresses do not change."""

    @property
    def data(self) -> Path:
        return self.system.folder

    @property
    def admin(self) -> Connection:
        """The connection of the broker's administrator, who may write where nobody else may."""
        (password,) = Folder(Folders(self.data).secrets).held("kafka", ADMIN)
        return Connection(self.told["kafka"]["bootstrap"], ADMIN, password)

    def pid(self, name: str) -> int | None:
        """Returns the id of the process that is alive now, or None."""
        entry = Record.read(Folders(self.data).record).entries.get(name)
        process = entry.process() if entry else None
        return process.pid if process else None

    def signal(self, name: str, number: signal.Signals) -> None:
        """Signals the process if this system's own record names it, and no other."""
        if pid := self.pid(name):
            os.kill(pid, number)

    def calm(self) -> None:
        """Forgets all wishes, and lets every process go on."""
        for wish in [*wishes(self.data).glob("*"), *Folders(self.data).stopped.iterdir()]:
            wish.unlink(missing_ok=True)
        for name in Record.read(Folders(self.data).record).entries:
            self.signal(name, signal.SIGCONT)

    def arm(self, name: str, point: str, effect: str = "kill", *, through: str | None = None) -> None:
        """Makes the process end, or halt, at the point from its next start on."""
        self.wish(name, {ARMED: f"{point}:{effect}"}, through=through)

    def wish(self, name: str, env: dict[str, str], *, through: str | None = None) -> None:
        """Adds to the environment of the process's next start."""
        folder = wishes(self.data)
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps({"env": env, "through": through}))

    async def begin_again(self, name: str) -> int:
        before = self.pid(name)
        self.signal(name, signal.SIGKILL)
        return await self.next(name, before)

    async def next(self, name: str, before: int | None, within: float = AGAIN) -> int:
        """Returns the id of the process that came after the given one."""

        async def look() -> int | None:
            return None if (now := self.pid(name)) == before else now

        pid = await eventually(look, within=within, every=0.1)
        assert pid is not None
        return pid

    def put_down(self, name: str) -> None:
        """Keeps the process down until it is let up."""
        (Folders(self.data).stopped / name).touch()

    def let_up(self, name: str) -> None:
        (Folders(self.data).stopped / name).unlink(missing_ok=True)

    async def gone(self, name: str) -> None:
        async def look() -> bool:
            return self.pid(name) is None

        await eventually(look, within=AGAIN, every=0.1)

    def store(self, name: str) -> Store:
        """Returns the service's store with the rights of that process's own user."""
        uri = (Folders(self.data).secrets / name / "store").read_text()
        return connect(uri, f"lotse_{name.partition('-')[0]}")

    async def all_ready(self, within: float = AGAIN) -> None:
        async def states() -> set[str]:
            return set((await asyncio.to_thread(control.status, Folders(self.data))).values())

        await eventually(states, lambda seen: seen == {"ready"}, within=within, every=0.3)

    async def ready(self, name: str) -> None:
        async def state() -> str | None:
            return (await asyncio.to_thread(control.status, Folders(self.data))).get(name)

        await eventually(state, lambda seen: seen == "ready", within=AGAIN, every=0.3)

    async def metrics(self, name: str) -> list[str]:
        """Returns the lines of its metrics; none while it does not answer."""
        entry = Record.read(Folders(self.data).record).entries.get(name)
        if entry is None:
            return []
        async with httpx2.AsyncClient(timeout=2) as http:
            try:
                return (await http.get(f"http://127.0.0.1:{entry.port}/metrics")).text.splitlines()
            except httpx2.HTTPError:
                return []

    async def dropped(self) -> dict[str, float]:
        """Returns, by process, the number of events that it dropped as duplicates since its start."""
        counts: dict[str, float] = {}
        for name in NAMES:
            pid, lines = self.pid(name), await self.metrics(name)
            seen_again = [line for line in lines if line.startswith("lotse_events_total") and DROPPED in line]
            if lines:
                counts[f"{name} {pid}"] = sum(float(line.rpartition(" ")[2]) for line in seen_again)
        return counts


@asynccontextmanager
async def a_site(folder: Path) -> AsyncIterator[Site]:
    port = choose_doors(os.environ.get("LOTSE_PORT")).public
    async with begun(folder, port, module="tests.harness.real_services.breakable_run") as system:
        await system.told("is ready")
        yield Site(system, system.embedded)
