"""The bus of one process, wired top to bottom: write, publish, consume, repair."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from shared.bus.consume import consumer
from shared.bus.consume.apply import Applier, BatchHandler, EventHandlers, Inbox
from shared.bus.consume.connection import Connection
from shared.bus.consume.consumer import Polls, Subscription, until_in_vain
from shared.bus.consume.dead_letters import CircuitBreaker
from shared.bus.consume.decode import EventDecoder
from shared.bus.consume.external import (
    ByDigest,
    ExternalHandlers,
    ExternalInbox,
    OnRejected,
    Refusals,
    external_group,
    tell_nobody,
)
from shared.bus.consume.retry_queue import RetryQueue
from shared.bus.health_report import HealthReport
from shared.bus.publish.broadcast import (
    BROADCAST,
    BroadcastHandlers,
    Listener,
    Listening,
    by_effect,
    check_catalogue,
    data_of,
    encoded,
)
from shared.bus.publish.leader import (
    Chore,
    Intervals,
    Leader,
    LeaderLease,
    Pass,
    Round,
    WakeUps,
    Work,
    run_forever,
)
from shared.bus.publish.relay import Producer, Relay
from shared.bus.repair.external_topics import ExternalTopics
from shared.bus.repair.gaps import GAPS, Gaps
from shared.bus.repair.high_water_marks import HighWaterMarks
from shared.bus.write.effects import EffectHandlers, EffectsWorker, SlowEffectsWorker
from shared.bus.write.outbox import OUTBOX
from shared.bus.write.unit_of_work import EFFECTS, RETRY_QUEUE, UnitOfWork
from shared.contracts.bus import HeadsAnnounced, HeadsAsked, ReplayAsked
from shared.contracts.message import Message
from shared.sealing.keyring import PublishedKey
from shared.settings import Settings
from shared.store import Store


@dataclass(frozen=True, kw_only=True)
class Bus:
    """Everything that one process consumes and does; `running` wires it.

    Raises LookupError if the catalogue assigns other types than `event_handlers` has, or than `external_handlers` if
    given.

    `event_handlers`: one for each fact that the catalogue assigns to the service.
    `chores`, `passes` and `rounds`: work of the leader. Each pass goes through a collection of the database `inbox`,
    whose inserts wake it; each round is done again and again after its pause, in seconds.
    `measures`: bring the service's own metrics up to date, with each heartbeat.
    `slow_effects`: kinds that wait for somebody outside; they are done beside all others, so that these never wait.
    """

    settings: Settings
    unit_of_work: UnitOfWork
    event_handlers: EventHandlers
    batch_handler: BatchHandler | None = None
    external_handlers: ExternalHandlers | None = None
    on_rejected: OnRejected = tell_nobody
    broadcast_handlers: BroadcastHandlers = field(default_factory=dict)
    effects: EffectHandlers = field(default_factory=dict)
    slow_effects: EffectHandlers = field(default_factory=dict)
    chores: Sequence[Chore] = ()
    inbox: Store | None = None
    passes: Mapping[str, Pass] = field(default_factory=dict)
    rounds: Mapping[str, tuple[float, Round]] = field(default_factory=dict)
    measures: Sequence[Work] = ()
    intervals: Intervals = field(default_factory=Intervals)
    producer: Producer | None = None

    def __post_init__(self) -> None:
        check_catalogue(self.service, self.event_handlers, "facts", "state")
        if self.external_handlers is not None:
            check_catalogue(self.service, self.external_handlers, "external")

    @property
    def service(self) -> str:
        return self.unit_of_work.service

    @property
    def topics(self) -> frozenset[str]:
        return frozenset(each.name for each in check_catalogue(self.service, self.event_handlers, "facts", "state"))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Runs the bus while the context is open; it waits for neither Kafka nor the store, which may come later."""
        publishing = _Publishing.of(self)
        consuming = _Consuming.of(self)
        repairing = _Repairing.of(self, publishing, consuming)
        leader = _leader(self, publishing, consuming, repairing)
        loops: dict[str, Work] = {
            "lease": partial(publishing.lease.while_held, leader.lead),
            "subscriptions": _subscriptions(consuming, repairing),
            "wake-ups": partial(publishing.wake_ups.listen, self.unit_of_work.store),
            "heartbeat": repairing.health.report,
        }
        if self.inbox is not None:
            loops["wake-ups of the inbox"] = partial(publishing.wake_ups.listen, self.inbox, self.passes.keys())
        tasks = [asyncio.create_task(run_forever(name, work)) for name, work in loops.items()]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await consuming.broker.stop()
            await publishing.relay.close()
            await asyncio.gather(publishing.lease.release(), return_exceptions=True)


@dataclass(frozen=True)
class _Publishing:
    relay: Relay
    lease: LeaderLease
    wake_ups: WakeUps
    unit_of_work: UnitOfWork

    @classmethod
    def of(cls, bus: Bus) -> "_Publishing":
        store = bus.unit_of_work.store
        lease = LeaderLease(store, str(uuid.uuid4()), bus.intervals.lease)
        relay = Relay(store, Connection.of(bus.settings), bus.producer)
        return cls(relay, lease, WakeUps(), bus.unit_of_work)

    async def broadcast(self, message: Message) -> None:
        """Broadcasts a message on its bus topic."""
        service, now = self.unit_of_work.service, self.unit_of_work.clock()
        await self.relay.publish(message.TOPIC, service, encoded(message, service, now))


@dataclass(frozen=True)
class _Consuming:
    kafka: Connection
    broker: consumer.Broker
    facts: Subscription
    external: Subscription | None
    retry_queue: RetryQueue
    breaker: CircuitBreaker
    decoder: EventDecoder
    outside: ExternalInbox

    @classmethod
    def of(cls, bus: Bus) -> "_Consuming":
        unit_of_work, service = bus.unit_of_work, bus.service
        kafka, store, decoder = Connection.of(bus.settings), unit_of_work.store, EventDecoder(service)
        public = PublishedKey(bus.settings.public_key(service))
        breaker = CircuitBreaker(store, unit_of_work.clock)
        refusals = Refusals(unit_of_work, public, bus.on_rejected)
        handlers = {**bus.event_handlers, **(bus.external_handlers or {})}
        applier = Applier(unit_of_work, handlers, bus.batch_handler, ByDigest(refusals))
        broker = consumer.broker_for(kafka)
        commit_last = unit_of_work.protections.commit_offsets_last
        subscribe = partial(Subscription, broker, instance=bus.settings.instance, commit_last=commit_last)
        inbox = Inbox(store, decoder, applier, breaker, public, unit_of_work.clock)
        outside = ExternalInbox(decoder, applier, refusals, breaker)
        most = consumer.MANY if bus.batch_handler else consumer.FEW
        facts, external = subscribe(f"lotse.{service}", sorted(bus.topics), inbox.take, most=most), None
        if bus.external_handlers is not None:
            rows = check_catalogue(service, bus.external_handlers, "external")
            pattern = "|".join(f"{row.pattern}$" for row in rows)
            external = subscribe(external_group(service), (), outside.take, pattern=pattern)
        retry_queue = RetryQueue(unit_of_work, decoder, applier.take)
        return cls(kafka, broker, facts, external, retry_queue, breaker, decoder, outside)


@dataclass(frozen=True)
class _Repairing:
    gaps: Gaps
    marks: HighWaterMarks
    health: HealthReport
    listening: Listening
    external: ExternalTopics | None
    heals: bool

    @classmethod
    def of(cls, bus: Bus, publishing: _Publishing, consuming: _Consuming) -> "_Repairing":
        store, service, clock = bus.unit_of_work.store, bus.service, bus.unit_of_work.clock
        facts, broadcast, heals = consuming.facts, publishing.broadcast, bus.unit_of_work.protections.heal_gaps
        wait = timedelta(seconds=bus.intervals.replay)
        gaps = Gaps(store, service, bus.topics, broadcast, facts.ends, facts.passed, clock, wait)
        marks = HighWaterMarks(store, service, broadcast, clock)
        instance = bus.settings.instance or f"{service}-{os.getpid()}"
        subscriptions = [each for each in (facts, consuming.external) if each is not None]
        breaker, pause = consuming.breaker, bus.intervals.heartbeat
        health = HealthReport(
            store, service, instance, bus.topics, breaker, subscriptions, broadcast, clock, pause, bus.measures
        )
        healing: dict[type[Message], Listener] = {HeadsAsked: data_of(marks.on_asked)}
        healing[ReplayAsked] = data_of(marks.on_replay)
        if heals:
            healing[HeadsAnnounced] = data_of(gaps.on_heads)
        listening = Listening(consuming.decoder, {**healing, **bus.broadcast_handlers})
        return cls(gaps, marks, health, listening, _external_topics(bus, consuming), heals)


def _external_topics(bus: Bus, consuming: _Consuming) -> ExternalTopics | None:
    if consuming.external is None or not bus.unit_of_work.protections.compare_external_topics:
        return None
    store, kafka, take = bus.unit_of_work.store, consuming.kafka, consuming.outside.take
    return ExternalTopics(store, bus.service, kafka, consuming.decoder, take, bus.intervals.external)


def _leader(bus: Bus, publishing: _Publishing, consuming: _Consuming, repairing: _Repairing) -> Leader:
    effects = {BROADCAST: by_effect(publishing.broadcast), **bus.effects}
    passes = {
        OUTBOX: publishing.relay.work,
        RETRY_QUEUE: consuming.retry_queue.work,
        EFFECTS: EffectsWorker(bus.unit_of_work, effects, apart=bus.slow_effects).work,
        GAPS: repairing.gaps.work,
        **bus.passes,
    }
    rounds: dict[str, tuple[float, Round]] = {"heads": (bus.intervals.heads, repairing.marks.announce), **bus.rounds}
    if repairing.heals:
        rounds["ask for heads"] = (bus.intervals.heads, repairing.gaps.ask_for_heads)
    if bus.unit_of_work.protections.review_retry_queue:
        rounds["review"] = (bus.intervals.review, consuming.retry_queue.review)
    if bus.slow_effects:
        rounds["slow effects"] = (bus.intervals.idle, SlowEffectsWorker(bus.unit_of_work, bus.slow_effects).work_off)
    if repairing.external is not None:
        rounds["external topics"] = (0, repairing.external.keep_comparing)
    return Leader(publishing.wake_ups, bus.intervals, passes, rounds, bus.chores)


def _subscriptions(consuming: _Consuming, repairing: _Repairing) -> Work:
    broker, listening = consuming.broker, repairing.listening
    consumer.listen_to(broker, listening.topics(repeated=True), listening.listen)
    if once := listening.topics(repeated=False):
        consumer.listen_to(broker, once, listening.listen, "earliest")
    polls = [Polls(each) for each in broker.subscribers]

    async def subscribe() -> None:
        """Returns when the subscriptions must be started anew."""
        await consumer.keep_started(broker, consuming.kafka)
        listening.started.set()
        if repairing.heals:
            await run_forever("ask for heads", repairing.gaps.ask_for_heads, once=True)
        await until_in_vain(polls)
        await broker.stop()

    return subscribe
