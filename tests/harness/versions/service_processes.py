"""Three small services as processes, each on the earlier revision's code or on today's, over the same stores."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from shared.bus import Connection
from shared.store import Store
from tests.harness.eventually import eventually, settles
from tests.harness.invariants import snapshot
from tests.harness.invariants.checker import OF_THE_BUS, Verdict, judge, left
from tests.harness.invariants.order import nothing_healed
from tests.harness.invariants.snapshot import Snapshot
from tests.harness.patience import as_long_as_it_lives
from tests.harness.versions import small_services
from tests.harness.versions.earlier_revision import ROOT

SERVICES: Final = ("intake", "referral", "statistics")
SETTLING: Final = 40.0


@dataclass(frozen=True)
class Code:
    """A source tree, and the program that runs on it."""

    tree: Path
    program: Path


TODAY: Final = Code(ROOT, Path(small_services.__file__))


def earlier_code(tree: Path) -> Code:
    return Code(tree, Path(small_services.__file__).with_name("small_services_earlier.txt"))


@dataclass
class ServiceProcesses:
    uri: str
    kafka: Connection
    stores: Mapping[str, Store]
    log: Path
    replayed: set[str] = field(default_factory=set)
    """Ids of events that were replayed while a consumer was on the earlier revision's code."""

    @asynccontextmanager
    async def on(self, code: Mapping[str, Code]) -> AsyncIterator[Process]:
        """Runs each service on its code; yields intake, which publishes the facts written to it."""
        async with AsyncExitStack() as stack:
            started = [stack.enter_async_context(self._one(service, code[service])) for service in SERVICES]
            intake, *_ = await asyncio.gather(*started)
            yield intake

    async def publish(self, intake: Process, key: str, *facts: str) -> None:
        assert intake.stdin is not None
        intake.stdin.write("".join(f"{fact} {key}\n" for fact in facts).encode())
        await intake.stdin.drain()

    async def has_published(self, key: str, many: int) -> None:
        outbox = self.stores["intake"]["outbox"]
        await eventually(lambda: outbox.count_documents({"key": key}), lambda rows: rows == many, within=SETTLING)

    async def holds(self, *, by_today: bool = True) -> None:
        """Waits until every invariant of the bus holds.

        `by_today`: every consumer is on today's code; then nothing was replayed meanwhile, as each event was understood
        at once. The earlier revision now and then asks for an event that it is applying (decision 28).
        """
        await settles(partial(self.verdict, by_today), left, within=SETTLING)
        if not by_today:
            self.replayed |= {event for finding in nothing_healed(await self.seen()) for event in finding.ids}

    async def verdict(self, by_today: bool) -> Verdict:
        seen = await self.seen()
        bus = judge(seen, lossless=False, only=OF_THE_BUS)
        again = [each for each in nothing_healed(seen) if by_today and not self.replayed.issuperset(each.ids)]
        return {**bus, "nothing was replayed": again}

    async def seen(self) -> Snapshot:
        return await snapshot.take(self.stores)

    async def consumed(self, service: str, key: str) -> list[int]:
        rows = self.stores[service]["heard"].find({"key": key, "topic": "lotse.intake.case"}).sort("sequence", 1)
        return [row["sequence"] async for row in rows]

    @asynccontextmanager
    async def _one(self, service: str, code: Code) -> AsyncIterator[Process]:
        kafka = {"bootstrap": self.kafka.bootstrap, "user": self.kafka.user, "password": self.kafka.password}
        role = {"service": service, "uri": self.uri, "database": self.stores[service].database.name, "kafka": kafka}
        told = os.environ | {"PYTHONPATH": str(code.tree), small_services.ROLE: json.dumps(role)}
        command = (sys.executable, "-P", str(code.program))
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=log, cwd=code.tree, env=told
            )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            async with as_long_as_it_lives(process):
                assert await process.stdout.readline() == b"ready\n", self.log.read_text()
            yield process
            process.stdin.close()
            async with as_long_as_it_lives(process):
                assert await process.wait() == 0, self.log.read_text()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
