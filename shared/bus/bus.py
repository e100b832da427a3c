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
from shared.bus.dispatch import DISPATCHES, Kinds
from shared.bus.event import ForeignHears, Hears, HearsMany, Overhears, Refuse
from shared.bus.foreign import Outsiders, silently
from shared.bus.gaps import GAPS, Gaps
from shared.bus.heads import Heads
from shared.bus.heart import Heart
from shared.bus.holder import Chore, Holder
from shared.bus.inbound import Inbound
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
from shared.bus.tempo import USUAL, Tempo
from shared.bus.transaction import Transact
from shared.bus.workers import keep
from shared.clock import Clock, now
from shared.contracts.message import Message
from shared.sealing.keys import PublicKey
from shared.settings import Settings


class Bus:
    """`hears` has one handler for each fact that the catalogue assigns to the service, or it refuses to start."""

    def __init__(
        self,
        *,
        settings: Settings,
        transact: Transact,
        hears: Hears,
        hears_many: HearsMany | None = None,
        dispatches: Kinds | None = None,
        overhears: Overhears | None = None,
        hears_foreign: ForeignHears | None = None,
        refuse: Refuse = silently,
        chores: Sequence[Chore] = (),
        clock: Clock = now,
        tempo: Tempo = USUAL,
    ) -> None:
        service, store = transact.service, transact.store
        topics = frozenset(topic.name for topic in agreed(service, hears, "facts", "state"))
        public = PublicKey.from_text(settings.public_keys[service])
        self._service, self._store, self._clock = service, store, clock
        self._kafka = Connection.of(settings)
        self._relay = Relay(store, self._kafka)
        stops, self._bell, self._started = Stops(store, clock), Bell(), asyncio.Event()
        self._lease = Lease(store, str(uuid.uuid4()), tempo.lease)
        applier = Applier(transact, service, hears, hears_many)
        inbound = Inbound(store, applier, stops, public, clock)
        outsiders = Outsiders(transact, hears_foreign or {}, refuse, stops, public)
        self._broker = subscriber.broker_for(self._kafka)
        subscribe = partial(subscriber.subscribe, self._broker, instance=settings.instance)
        facts = subscribe(f"lotse.{service}", sorted(topics), inbound.take)
        subscriptions = [facts]
        if hears_foreign is not None:
            pattern = "|".join(f"{row.pattern}$" for row in agreed(service, hears_foreign, "foreign"))
            subscriptions.append(subscribe(f"lotse.{service}.foreign", (), outsiders.take, pattern=pattern))
        wait = timedelta(seconds=tempo.replay)
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
        overhearing = Overhearing({**healing(self._gaps, heads), **(overhears or {})}, self._started)
        subscriber.overhear(self._broker, overhearing.repeated, overhearing.listen)
        if overhearing.said_once:
            subscriber.overhear(self._broker, overhearing.said_once, overhearing.listen, "earliest")
        self._polls = [Polls(each) for each in self._broker.subscribers]
        instance = settings.instance or f"{service}-{os.getpid()}"
        self._heart = Heart(store, service, instance, topics, stops, subscriptions, self.tell, clock, tempo.heartbeat)
        kinds = {TELL: by_dispatch(self.tell), **(dispatches or {})}
        passes = {
            OUTBOX: self._relay.work,
            PARKED: Retry(transact, applier, outsiders, clock).work,
            DISPATCHES: Performer(transact, kinds, clock).work,
            GAPS: self._gaps.work,
        }
        self._holder = Holder(self._bell, tempo, passes, heads, chores)

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
