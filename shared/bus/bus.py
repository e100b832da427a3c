"""The bus of one process, wired: what it hears, what it says, and the workers under one lease."""

import asyncio
import logging
import os
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from shared.bus import heartbeat, quarantine, subscriber
from shared.bus.apply import Applier, event_of
from shared.bus.bell import Bell
from shared.bus.dispatch import DISPATCHES, Kinds
from shared.bus.event import Hears, Overhears
from shared.bus.lease import Lease
from shared.bus.outbox import OUTBOX
from shared.bus.parking import PARKED
from shared.bus.perform import Performer
from shared.bus.receive import Record, read_unnumbered, sort_out
from shared.bus.relay import Relay
from shared.bus.retry import Retry
from shared.bus.transaction import Transact
from shared.clock import Clock, now
from shared.contracts import catalogue
from shared.contracts.envelope import Undecodable
from shared.contracts.upcasts import Unreadable, read
from shared.sealing.keys import PublicKey
from shared.settings import Settings
from shared.store import Store

log: Final = logging.getLogger(__name__)
IDLE: Final = 1.0
LONGEST_PAUSE: Final = 15.0


class Bus:
    """`hears` has one handler for each fact that the catalogue assigns to the service, or it refuses to start."""

    def __init__(
        self,
        *,
        settings: Settings,
        transact: Transact,
        hears: Hears,
        dispatches: Kinds | None = None,
        overhears: Overhears | None = None,
        clock: Clock = now,
    ) -> None:
        assert settings.kafka is not None, "LOTSE_KAFKA is missing"
        self._service = transact.service
        self._store: Store = transact.store
        self._clock = clock
        self._instance = settings.instance or f"{self._service}-{os.getpid()}"
        self._public = PublicKey.from_text(settings.public_keys[self._service])
        self._applier = Applier(transact, self._service, hears)
        self._retry = Retry(transact, self._applier, clock)
        self._performer = Performer(transact, dispatches or {}, clock)
        self._relay = Relay(self._store, settings.kafka)
        self._lease = Lease(self._store, str(uuid.uuid4()))
        self._bell = Bell()
        self._overhears = overhears or {}
        self._broker = subscriber.broker_for(settings.kafka)
        self._subscription = subscriber.subscribe(
            self._broker, f"lotse.{self._service}", _facts(self._service, hears), self._take, settings.instance
        )
        if self._overhears:
            subscriber.overhear(self._broker, sorted({each.TOPIC for each in self._overhears}), self._listen)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Returns at once; Kafka and the store may come later."""
        tasks = [
            asyncio.create_task(keep("lease", partial(self._lease.while_held, self._work))),
            asyncio.create_task(keep("subscriptions", partial(subscriber.keep_started, self._broker), once=True)),
            asyncio.create_task(keep("bell", partial(self._bell.listen, self._store))),
            asyncio.create_task(keep("heartbeat", self._beat)),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._broker.stop()
            await self._relay.close()
            await asyncio.gather(self._lease.release(), return_exceptions=True)

    async def _work(self) -> None:
        """The workers of the one holder of the lease; polling is the truth, the bell shortens the wait."""
        async with asyncio.TaskGroup() as workers:
            for collection, work in (
                (OUTBOX, self._relay.work),
                (PARKED, self._retry.work),
                (DISPATCHES, self._performer.work),
            ):
                workers.create_task(keep(collection, partial(self._tend, collection, work)))

    async def _tend(self, collection: str, work: Callable[[], Awaitable[int]]) -> None:
        if not await work():
            await self._bell.wait(collection, IDLE)

    async def _beat(self) -> None:
        lag = await self._subscription.lag()
        told = await heartbeat.measure(self._store, self._service, self._instance, lag, self._clock())
        await self._relay.publish(told.TOPIC, self._service, heartbeat.encoded(told, self._service, self._clock()))
        await asyncio.sleep(heartbeat.SECONDS)

    async def _take(self, records: Sequence[Record]) -> None:
        events, rejected = sort_out(records)
        if rejected:
            log.error("quarantined", extra={"records": len(rejected), "topic": rejected[0].topic})
            await quarantine.keep(self._store, rejected, self._public, self._clock())
        if events:
            await self._applier.take(events)

    async def _listen(self, records: Sequence[Record]) -> None:
        for record in records:
            try:
                envelope = read_unnumbered(record)
                data = read(envelope.type, envelope.data)
            except (Undecodable, Unreadable) as error:
                log.warning("overheard nonsense", extra={"topic": record.topic, "reason": error.reason})
                continue
            listener = self._overhears.get(type(data))
            if listener is not None:
                await listener(event_of(envelope, data))


def _facts(service: str, hears: Hears) -> list[str]:
    """The topics to subscribe to; raises where handlers and catalogue differ."""
    assigned = {
        said: topic
        for said, topic in catalogue.types_heard(service).items()
        if topic.kind in ("facts", "state") and not topic.opaque
    }
    differing = sorted(said.TYPE for said in assigned.keys() ^ hears.keys())
    if differing:
        raise LookupError(f"{service} and the catalogue differ about {', '.join(differing)}")
    return sorted({topic.name for topic in assigned.values()})


async def keep(name: str, work: Callable[[], Awaitable[None]], *, once: bool = False) -> None:
    """Runs it again and again; after an error with back-off, saying only what kind of error it was."""
    pause = 0.2
    while True:
        try:
            await work()
        except Exception as error:
            log.warning("worker failed", extra={"worker": name, "reason": type(error).__name__})
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            if once:
                return
            pause = 0.2
