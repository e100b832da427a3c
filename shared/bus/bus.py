"""The bus of one process, wired: what it hears, what it says, and the workers under one lease."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from shared.bus import gauges, heartbeat, subscriber
from shared.bus.apply import Applier
from shared.bus.bell import Bell
from shared.bus.connection import Connection
from shared.bus.dispatch import DISPATCHES, Kinds
from shared.bus.event import ForeignHears, Hears, Overhears, Refuse
from shared.bus.foreign import Outsiders, silently
from shared.bus.gaps import GAPS, Gaps
from shared.bus.heads import Heads
from shared.bus.inbound import Inbound
from shared.bus.lease import Lease
from shared.bus.outbox import OUTBOX
from shared.bus.overhearing import Overhearing, with_data
from shared.bus.parking import PARKED
from shared.bus.perform import Performer
from shared.bus.polling import Polls, until_in_vain
from shared.bus.relay import Relay
from shared.bus.retry import Retry
from shared.bus.stops import Stops
from shared.bus.telling import TELL, by_dispatch, encoded
from shared.bus.tempo import EVERYDAY, Tempo
from shared.bus.transaction import Transact
from shared.bus.workers import Chore, Workers, keep
from shared.clock import Clock, now
from shared.contracts import catalogue
from shared.contracts.bus import HeadsAnnounced, HeadsAsked, ReplayAsked
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
        dispatches: Kinds | None = None,
        overhears: Overhears | None = None,
        hears_foreign: ForeignHears | None = None,
        refuse: Refuse = silently,
        chores: Sequence[Chore] = (),
        clock: Clock = now,
        tempo: Tempo = EVERYDAY,
    ) -> None:
        service, store = transact.service, transact.store
        self._topics = topics = frozenset(topic.name for topic in agreed(service, hears, "facts", "state"))
        public = PublicKey.from_text(settings.public_keys[service])
        self._service, self._store, self._clock, self._tempo = service, store, clock, tempo
        self._instance = settings.instance or f"{service}-{os.getpid()}"
        applier = Applier(transact, service, hears)
        self._stops = Stops(store, clock)
        self._kafka = Connection.of(settings)
        self._relay = Relay(store, self._kafka)
        outsiders = Outsiders(transact, hears_foreign or {}, refuse, self._stops, public)
        retry = Retry(transact, applier, outsiders, clock)
        performer = Performer(transact, {TELL: by_dispatch(self.tell), **(dispatches or {})}, clock)
        self._lease = Lease(store, str(uuid.uuid4()), tempo.lease)
        inbound = Inbound(store, applier, self._stops, public, clock)
        self._broker = subscriber.broker_for(self._kafka)
        self._subscription = subscriber.subscribe(
            self._broker, f"lotse.{service}", sorted(topics), inbound.take, settings.instance
        )
        self._subscriptions = [self._subscription]
        if hears_foreign is not None:
            pattern = "|".join(f"{row.pattern}$" for row in agreed(service, hears_foreign, "foreign"))
            group = f"lotse.{service}.foreign"
            self._subscriptions.append(
                subscriber.subscribe(self._broker, group, (), outsiders.take, settings.instance, pattern=pattern)
            )
        heads = Heads(store, service, self.tell, clock)
        self._gaps = Gaps(
            store,
            service,
            topics,
            tell=self.tell,
            ends_of=self._subscription.ends,
            passed=self._subscription.passed,
            clock=clock,
            first_wait=timedelta(seconds=tempo.replay),
        )
        healing: Overhears = {
            HeadsAnnounced: with_data(self._gaps.on_heads),
            HeadsAsked: with_data(heads.on_asked),
            ReplayAsked: with_data(heads.on_replay),
        }
        self._bell = Bell()
        self._workers = Workers(
            self._bell,
            tempo,
            rows={
                OUTBOX: self._relay.work,
                PARKED: retry.work,
                DISPATCHES: performer.work,
                GAPS: self._gaps.work,
            },
            announce=heads.announce,
            chores=chores,
        )
        self._overhearing = overhearing = Overhearing({**healing, **(overhears or {})})
        subscriber.overhear(self._broker, overhearing.repeated, overhearing.listen)
        if overhearing.said_once:
            subscriber.overhear(self._broker, overhearing.said_once, overhearing.listen, "earliest")
        self._polls = [Polls(each) for each in self._broker.subscribers]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Returns at once; Kafka and the store may come later."""
        tasks = [
            asyncio.create_task(keep("lease", partial(self._lease.while_held, self._workers.work))),
            asyncio.create_task(keep("subscriptions", self._subscribe)),
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

    async def tell(self, said: Message) -> None:
        """A message on a bus topic."""
        await self._relay.publish(said.TOPIC, self._service, encoded(said, self._service, self._clock()))

    async def _subscribe(self) -> None:
        """Returns when the subscriptions must be started anew."""
        await subscriber.keep_started(self._broker, self._kafka)
        self._overhearing.begin()
        await keep("heads", self._gaps.ask_for_heads, once=True)
        await until_in_vain(self._polls)
        await self._broker.stop()

    async def _beat(self) -> None:
        stopped = await self._stops.standing()
        for subscription in self._subscriptions:
            subscription.resume(stopped)
        lag = sum([await subscription.lag() for subscription in self._subscriptions])
        measured = await heartbeat.measure(self._store, self._service, self._instance, lag, stopped, self._clock())
        await gauges.show(self._store, measured, self._topics, self._clock())
        await self.tell(measured)
        await asyncio.sleep(self._tempo.heartbeat)


def agreed(service: str, hears: Collection[type[Message]], *kinds: catalogue.Kind) -> list[catalogue.Topic]:
    """The topics to subscribe to; raises where handlers and catalogue differ."""
    assigned = {said: topic for said, topic in catalogue.types_heard(service).items() if topic.kind in kinds}
    differing = sorted(said.TYPE for said in assigned.keys() ^ set(hears))
    if differing:
        raise LookupError(f"{service} and the catalogue differ about {', '.join(differing)}")
    return sorted({topic.name: topic for topic in assigned.values()}.values(), key=lambda topic: topic.name)
