"""Three services on real engines, each of which can be stopped, saved, restored and started again."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Final

from infra.backup.loading import Saved, load
from infra.backup.parts import STORES, Part
from infra.backup.saving import save
from infra.mongo.users import Client
from shared.bus import Connection, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.bus.repair.high_water_marks import ANNOUNCED, CHECKPOINTS
from shared.bus.repair.restore import restore
from shared.bus.write.ledger import LEDGER
from shared.bus.write.outbox import OUTBOX
from shared.clock import now
from shared.contracts.message import Message
from shared.store import Document, Store
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.eventually import eventually
from tests.harness.invariants import snapshot
from tests.harness.invariants.checker import OF_THE_BUS, judge, violations
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.recording_service import a_store
from tests.harness.versions.small_services import a_small_service

SERVICES: Final = ("intake", "referral", "statistics")
SETTLING: Final = 30.0
A_DAY: Final = timedelta(days=1)


@dataclass
class House:
    uri: str
    kafka: Connection
    folder: Path
    stores: dict[str, Store]
    numbers: Iterator[int] = field(default_factory=count)

    @asynccontextmanager
    async def running(self, *services: str) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for service in services or SERVICES:
                await stack.enter_async_context(a_small_service(service, self.stores[service], self.kafka))
            yield

    async def say(self, key: str, *said: Message) -> list[str]:
        """Publishes events, which intake sends when it runs; returns their ids."""
        return await Speaker(UnitOfWork(self.stores["intake"], "intake"), Relay(self.stores["intake"], self.kafka)).say(
            key, *said
        )

    async def open_case(self) -> str:
        key = a_key()
        await self.say(key, case_opened(key), case_triaged(key))
        return key

    async def save(self, service: str) -> Saved:
        """Saves what this service's store holds now."""
        folder = self.folder / str(next(self.numbers))
        with Client(self.uri) as client:
            part = Part(STORES, (self.stores[service].database.name,))
            await asyncio.to_thread(save, client, part, folder, now())
            return Saved.verified(client, folder / STORES)

    async def load(self, saved: Saved) -> None:
        with Client(self.uri, w="majority", journal=True) as client:
            await asyncio.to_thread(load, [Saved(client, saved.folder, saved.manifest)], over=True)

    async def restore(self, service: str) -> list[str]:
        """Runs the operator's restore after a backup was loaded; returns the affected keys."""
        return (await restore(self.stores[service], service, self.kafka, now)).affected

    async def let_a_day_pass(self) -> None:
        """Moves all events so far back that no announcement repeats them, so that speed alone saves no service."""
        for store in self.stores.values():
            await store[LEDGER].update_many({}, [{"$set": {"changed": _before("changed", A_DAY - timedelta(hours=1))}}])
            await store[CHECKPOINTS].update_many(
                {"_id": {"$ne": ANNOUNCED}}, [{"$set": {"through": _before("through", A_DAY)}}]
            )

    async def rows(self, service: str, key: str) -> list[Document]:
        return await self.stores[service][OUTBOX].find({"key": key}).sort("sequence", 1).to_list(None)

    async def violations(self, *, lossless: bool) -> list[str]:
        found = violations(judge(await snapshot.take(self.stores), lossless=lossless, only=OF_THE_BUS))
        return found + await self._uneven()

    async def holds(self, *, lossless: bool = False) -> None:
        async def seen() -> list[str]:
            return await self.violations(lossless=lossless)

        await eventually(seen, lambda found: not found, within=SETTLING, every=0.25)

    async def _uneven(self) -> list[str]:
        """Returns the lanes whose events statistics did not apply from 1 to n in this order."""
        lanes: dict[tuple[str, str], list[int]] = {}
        async for row in self.stores["statistics"]["heard"].find({}).sort("$natural", 1):
            lanes.setdefault((row["topic"], row["key"]), []).append(row["sequence"])
        return [f"took effect {heard}: {lane}" for lane, heard in lanes.items() if heard != [*range(1, len(heard) + 1)]]


def _before(moment: str, by: timedelta) -> Document:
    return {"$subtract": [f"${moment}", int(by.total_seconds() * 1000)]}


@asynccontextmanager
async def a_house(uri: str, kafka: Connection, folder: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        named = {service: await stack.enter_async_context(a_store(uri, f"house_{service}")) for service in SERVICES}
        yield House(uri, kafka, folder, named)
