"""After a backup was put back: the service's own topics tell what it said since, so that no number is used twice."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from aiokafka import AIOKafkaConsumer

from shared.bus.connection import Connection
from shared.bus.dispatch import DISPATCHES, DONE
from shared.bus.ledger import load, write
from shared.bus.outbox import OUTBOX, SENT, row
from shared.clock import Clock
from shared.contracts import catalogue
from shared.contracts.envelope import Envelope, Undecodable, decode
from shared.contracts.notification import DeliverySent
from shared.store import DuplicateKeyError, Session, Store, transaction

RESTORED: Final = "restored"
"""Keys of which the backup lacks something: a human looks at each."""


@dataclass
class Found:
    """What Kafka still has of one topic and key."""

    events: dict[int, tuple[Envelope, bytes]] = field(default_factory=dict)

    @property
    def highest(self) -> int:
        return max(self.events)


async def restore(store: Store, service: str, kafka: Connection, clock: Clock) -> list[str]:
    """Numbers rise to what was said, lost rows come back as sent, told dispatches are done; returns keys to look at."""
    affected: set[str] = set()
    for (topic, key), found in (await _said(service, kafka)).items():
        if await _take_back(store, topic, key, found, clock):
            affected.add(key)
    return sorted(affected)


async def _take_back(store: Store, topic: str, key: str, found: Found, clock: Clock) -> bool:
    async def work(session: Session) -> bool:
        ledger = (await load(store, [key], session))[key]
        lacks = found.highest > ledger.issued.get(topic, 0)
        if lacks:
            ledger.issued[topic] = found.highest
            await write(store, [ledger], clock(), session)
            looked_at = {"$addToSet": {"topics": topic}, "$set": {"since": clock()}}
            await store[RESTORED].update_one({"_id": key}, looked_at, upsert=True, session=session)
        return lacks

    lacks = await transaction(store, work)
    for envelope, body in found.events.values():
        await _put_back(store, topic, envelope, body)
        if envelope.type == DeliverySent.TYPE:
            await _tell_done(store, envelope, clock)
    return lacks


async def _put_back(store: Store, topic: str, envelope: Envelope, body: bytes) -> None:
    sent = row(envelope, topic, body, owner=envelope.data.get("case_id", envelope.key), at=envelope.time)
    try:
        await store[OUTBOX].insert_one(sent | {"status": SENT})
    except DuplicateKeyError:
        await store[OUTBOX].update_one({"_id": envelope.id}, {"$set": {"status": SENT}})


async def _tell_done(store: Store, envelope: Envelope, clock: Clock) -> None:
    """What was told once is not told again, also when the event that asks for it is applied again."""
    done = {"$set": {"status": DONE, "done": clock()}, "$setOnInsert": {"kind": "mail", "key": envelope.key}}
    await store[DISPATCHES].update_one({"_id": envelope.data["dispatch_id"]}, done, upsert=True)


async def _said(service: str, kafka: Connection) -> dict[tuple[str, str], Found]:
    found: dict[tuple[str, str], Found] = defaultdict(Found)
    patterns = [topic.pattern for topic in catalogue.TOPICS if topic.producer == service and topic.kind != "bus"]
    async for topic, body in _records(kafka, patterns):
        try:
            envelope = decode(body)
        except Undecodable:
            continue  # nobody who reads this topic took it for an event either
        if envelope.sequence is not None:
            found[topic, envelope.key].events[envelope.sequence] = (envelope, body)
    return found


async def _records(kafka: Connection, patterns: list[str]) -> AsyncIterator[tuple[str, bytes]]:
    names = await _topics(kafka, patterns)
    async with AIOKafkaConsumer(*names, **kafka.options, auto_offset_reset="earliest") as consumer:
        parts = consumer.assignment()
        await consumer.seek_to_beginning(*parts)
        ends = await consumer.end_offsets(parts)
        while any([await consumer.position(at) < end for at, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    yield record.topic, record.value or b""


async def _topics(kafka: Connection, patterns: list[str]) -> list[str]:
    async with AIOKafkaConsumer(**kafka.options) as consumer:
        return [name for name in await consumer.topics() if any(re.fullmatch(each, name) for each in patterns)]
