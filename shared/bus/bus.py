"""The bus of one process, wired: what it hears, what it says, and the workers under one lease."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from shared.bus import subscriber
from shared.bus.agreed import agreed
from shared.bus.apply import Applier
from shared.bus.bell import Bell
from shared.bus.connection import Connection
from shared.bus.dispatch import DISPATCHES, EffectHandlers
from shared.bus.event import BatchHandler, BroadcastHandlers, EventHandlers, ExternalHandlers, OnRejected
from shared.bus.foreign import Outsiders, silently
from shared.bus.gaps import GAPS, Gaps
from shared.bus.heads import Heads
from shared.bus.heart import Heart
from shared.bus.holder import Chore, Holder
from shared.bus.inbound import Inbound
from shared.bus.intervals import DEFAULT_INTERVALS, Intervals
from shared.bus.lease import Lease
from shared.bus.outbox import OUTBOX
from shared.bus.overhearing import Overhearing, healing
from shared.bus.parking import PARKED
from shared.bus.perform import Performer
from shared.bus.polling import Polls, until_in_vain
from shared.bus.relay import Relay
from shared.bus.retry import Retry
from shared.bus.stops import Stops
from shared.bus.telling import TELL, by_dispatch, encoded
from shared.bus.transaction import UnitOfWork
from shared.bus.workers import keep
from shared.clock import Clock, now
from shared.contracts.message import Message
from shared.sealing.keys import PublicKey
from shared.settings import Settings


class Bus:
    """`event_handlers`: one for each fact that the catalogue assigns to the service, or it refuses to start."""

    def __init__(
        self,
        *,
        settings: Settings,
        unit_of_work: UnitOfWork,
        event_handlers: EventHandlers,
        batch_handler: BatchHandler | None = None,
        effects: EffectHandlers | None = None,
        broadcast_handlers: BroadcastHandlers | None = None,
        external_handlers: ExternalHandlers | None = None,
        on_rejected: OnRejected = silently,
        chores: Sequence[Chore] = (),
        clock: Clock = now,
        intervals: Intervals = DEFAULT_INTERVALS,
    ) -> None:
        service, store = unit_of_work.service, unit_of_work.store
        topics = frozenset(topic.name for topic in agreed(service, event_handlers, "facts", "state"))
        public = PublicKey.from_text(settings.public_keys[service])
        self._service, self._store, self._clock = service, store, clock
        self._kafka = Connection.of(settings)
        self._relay = Relay(store, self._kafka)
        stops, self._bell, self._started = Stops(store, clock), Bell(), asyncio.Event()
        self._lease = Lease(store, str(uuid.uuid4()), intervals.lease)
        applier = Applier(unit_of_work, service, event_handlers, batch_handler)
        inbound = Inbound(store, applier, stops, public, clock)
        outsiders = Outsiders(unit_of_work, external_handlers or {}, on_rejected, stops, public)
        self._broker = subscriber.broker_for(self._kafka)
        subscribe = partial(subscriber.subscribe, self._broker, instance=settings.instance)
        facts = subscribe(f"lotse.{service}", sorted(topics), inbound.take)
        subscriptions = [facts]
        if external_handlers is not None:
            pattern = "|".join(f"{row.pattern}$" for row in agreed(service, external_handlers, "external"))
            subscriptions.append(subscribe(f"lotse.{service}.foreign", (), outsiders.take, pattern=pattern))
        wait = timedelta(seconds=intervals.replay)
        self._gaps = Gaps(
            store,
            service,
            topics,
            tell=self.tell,
            ends_of=facts.ends,
            passed_of=facts.passed,
            clock=clock,
            first_wait=wait,
        )
        heads = Heads(store, service, self.tell, clock)
        overhearing = Overhearing({**healing(self._gaps, heads), **(broadcast_handlers or {})}, self._started)
        subscriber.overhear(self._broker, overhearing.repeated, overhearing.listen)
        if overhearing.said_once:
            subscriber.overhear(self._broker, overhearing.said_once, overhearing.listen, "earliest")
        self._polls = [Polls(each) for each in self._broker.subscribers]
        instance = settings.instance or f"{service}-{os.getpid()}"
        self._heart = Heart(
            store, service, instance, topics, stops, subscriptions, self.tell, clock, intervals.heartbeat
        )
        kinds = {TELL: by_dispatch(self.tell), **(effects or {})}
        passes = {
            OUTBOX: self._relay.work,
            PARKED: Retry(unit_of_work, applier, outsiders, clock).work,
            DISPATCHES: Performer(unit_of_work, kinds, clock).work,
            GAPS: self._gaps.work,
        }
        self._holder = Holder(self._bell, intervals, passes, heads, chores)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Returns at once; Kafka and the store may come later."""
        tasks = [
            asyncio.create_task(keep("lease", partial(self._lease.while_held, self._holder.work))),
            asyncio.create_task(keep("subscriptions", self._subscribe)),
            asyncio.create_task(keep("bell", partial(self._bell.listen, self._store))),
            asyncio.create_task(keep("heartbeat", self._heart.beat)),
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

    async def tell(self, said: Message) -> None:
        """A message on a bus topic."""
        await self._relay.publish(said.TOPIC, self._service, encoded(said, self._service, self._clock()))

    async def _subscribe(self) -> None:
        """Returns when the subscriptions must be started anew."""
        await subscriber.keep_started(self._broker, self._kafka)
        self._started.set()
        await keep("heads", self._gaps.ask_for_heads, once=True)
        await until_in_vain(self._polls)
        await self._broker.stop()
