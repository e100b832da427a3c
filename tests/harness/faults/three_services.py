"""Intake and statistics in this process and a small referral in its own; intake publishes, the others consume."""

import asyncio
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from infra.embedded.processes import Program, Running, start
from shared.bus import Connection, Intervals, Transaction, UnitOfWork
from shared.bus.publish.relay import Producer, Relay
from shared.bus.write.outbox import OUTBOX, REFUSED, SENT, mark
from shared.contracts.message import Message
from shared.contracts.referral import ReferralSent
from shared.failpoint import ARMED
from shared.moved_clock import MovedClock
from shared.store import Store
from tests.harness.case_events import a_key, case_opened, case_triaged
from tests.harness.engines.single_node import told as told_of
from tests.harness.engines.truncated_topics import cut_off
from tests.harness.eventually import eventually, settles
from tests.harness.invariants import snapshot
from tests.harness.invariants.checker import OF_THE_BUS, Verdict, judge, left
from tests.harness.invariants.finding import found
from tests.harness.invariants.snapshot import Snapshot
from tests.harness.services import small_referral
from tests.harness.services.case_publisher import Speaker
from tests.harness.services.recording_service import KEY, QUICK, Hearer, a_store, hearing

STORES = ("intake", "referral", "statistics")
SETTLING = 30.0


@dataclass
class World:
    kafka: Connection
    uri: str
    stores: dict[str, Store]
    speaker: Speaker
    hearer: Hearer
    log: Path
    clock: MovedClock
    intervals: Intervals = QUICK
    small: Running | None = None
    opened: list[str] = field(default_factory=list)
    small_kafka: Connection | None = None
    small_uri: str | None = None
    """The small service's own addresses of the engines, where they differ from the others'."""

    async def run_small(self, armed: str | None = None, without: Sequence[str] = ()) -> Running:
        """Starts the small service as a static member of its group, so that nobody waits for a dead one's session."""
        if self.small is not None:
            await self.small.stop()
        told = {"LOTSE_INSTANCE": "small"} | ({ARMED: f"{armed}:kill"} if armed else {})
        self.small = await start(self.small_program(told, without))
        return self.small

    def small_program(self, more: Mapping[str, str], without: Sequence[str] = ()) -> Program:
        told = {
            "LOTSE_STORE": self.small_uri or self.uri,
            "LOTSE_PUBLIC_KEYS": json.dumps({small_referral.NAME: KEY.public.to_text()}),
            small_referral.DATABASE: self.stores["referral"].database.name,
            small_referral.TEMPO: json.dumps(asdict(self.intervals)),
            small_referral.CLOCK: str(self.clock.file),
            small_referral.WITHOUT: json.dumps(without),
        }
        told |= {
            f"LOTSE_{name.upper()}": word for name, word in told_of(self.small_kafka or self.kafka).items() if word
        }
        told |= {f"LOTSE_{door}_URL": "http://door.test" for door in ("PUBLIC", "STAFF", "PARTNER")}
        return Program(
            "small", [sys.executable, "-m", "tests.harness.services.small_referral"], self.log, told | dict(more)
        )

    @asynccontextmanager
    async def running_small(self, *, killed: bool = False) -> AsyncIterator[Running]:
        running = await self.run_small()
        try:
            yield running
            if killed:
                os.kill(running.pid, signal.SIGKILL)
        finally:
            await running.stop()

    @asynccontextmanager
    async def another_small(self, **told: str) -> AsyncIterator[Running]:
        """Runs a second process of the small service; it may be halted at the end, and is killed."""
        running = await start(self.small_program(told))
        try:
            yield running
        finally:
            if running.alive:
                os.kill(running.pid, signal.SIGKILL)
            await running.ended()

    async def killed(self) -> None:
        """Returns when the armed process has killed itself."""
        assert self.small is not None
        async with asyncio.timeout(SETTLING):
            code = await self.small.ended()
        assert code == -signal.SIGKILL, self.small.end_of_log()

    async def open_case(self, *, send: bool = True) -> str:
        key = a_key()
        said = (case_opened(key), case_triaged(key), case_triaged(key))
        await (self.speaker.say_and_send(key, *said) if send else self.speaker.say(key, *said))
        self.opened.append(key)
        return key

    async def lose(self, service: str, key: str, *said: Message) -> None:
        """Publishes events that the broker took and lost; meanwhile a refused row keeps the relay from the key."""
        outbox, unit_of_work = self.stores[service][OUTBOX], UnitOfWork(self.stores[service], service)
        held = {"_id": f"held {key}", "topic": "none", "key": key, "sequence": 0, "status": REFUSED}
        await outbox.insert_one(held)

        async def work(tx: Transaction) -> list[str]:
            return [tx.publish(each, key=key) for each in said]

        await mark(self.stores[service], await unit_of_work(work), SENT)
        await outbox.delete_one({"_id": held["_id"]})

    async def forgive(self) -> None:
        """Forgets the replays that were expected, so that they do not count in the tests that follow."""
        for store in self.stores.values():
            await store[OUTBOX].update_many({}, {"$unset": {"replays": 1}})

    async def heard(self, key: str, many: int) -> None:
        """Waits until the small service has applied so many events of the key."""
        rows = self.stores["referral"]["heard"]
        await eventually(lambda: rows.count_documents({"key": key}), lambda seen: seen >= many)

    async def referred(self) -> int:
        return await self.stores["referral"][OUTBOX].count_documents({})

    async def performed_again(self) -> int:
        """Returns the number of side effects done again, since the process died before it recorded them as done."""
        performed = self.stores["referral"]["performed"]
        return await performed.count_documents({}) - len(await performed.distinct("dispatch"))

    async def look(self) -> Snapshot:
        return await snapshot.take(self.stores)

    async def verdict(self, *, lossless: bool = True) -> Verdict:
        seen = await self.look()
        verdict = judge(seen, lossless=lossless, only=OF_THE_BUS)
        verdict["each event took effect once"] = list(found("took effect otherwise", await self._uneven()))
        verdict["each opened case was referred once"] = list(found("referred otherwise", self._unreferred(seen)))
        return verdict

    async def holds(self, *, lossless: bool = True, within: float = SETTLING) -> float:
        """Waits until every invariant holds, as long as the world still settles; returns the seconds that took."""
        began = time.monotonic()

        async def seen() -> Verdict:
            return await self.verdict(lossless=lossless)

        await settles(seen, left, within=within)
        return time.monotonic() - began

    async def _uneven(self) -> list[str]:
        """Returns the keys whose events did not take effect from 1 to n in this order."""
        numbers: dict[tuple[str, str], list[int]] = {}
        for name in ("referral", "statistics"):
            async for row in self.stores[name]["heard"].find({}).sort("moment", 1):
                numbers.setdefault((name, f"{row['topic']}|{row['key']}"), []).append(row["sequence"])
        return [f"{at} {heard}" for at, heard in numbers.items() if heard != list(range(1, len(heard) + 1))]

    def _unreferred(self, seen: Snapshot) -> list[str]:
        said = [each for each in seen.said("referral") if each.envelope.type == ReferralSent.TYPE]
        referred = Counter(each.envelope.key for each in said)
        erased = seen.erased("referral")
        return [key for key in self.opened if referred[key] != 1 and key not in erased]


@asynccontextmanager
async def a_world(
    kafka: Connection, mongo: str, name: str, log: Path, intervals: Intervals = QUICK, producer: Producer | None = None
) -> AsyncIterator[World]:
    """Yields a world with empty stores; topics are emptied first, since later events would wait for missing ones."""
    await cut_off(kafka)
    clock = MovedClock(log.with_name(f"{name}-clock"))
    async with (
        a_store(mongo, f"{name}_intake") as said,
        a_store(mongo, f"{name}_referral") as small,
        a_store(mongo, f"{name}_statistics") as heard,
        hearing("intake", said, kafka, intervals, clock, producer),
        hearing("statistics", heard, kafka, intervals, clock) as hearer,
    ):
        stores = dict(zip(STORES, (said, small, heard), strict=True))
        speaker = Speaker(UnitOfWork(said, "intake", clock), Relay(said, kafka))
        world = World(kafka, mongo, stores, speaker, hearer, log, clock, intervals)
        try:
            yield world
        finally:
            if world.small is not None:
                await world.small.stop()
            await speaker.relay.close()
