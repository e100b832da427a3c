"""Takes back from Kafka what a service published since a backup that was put back, so that no number is used twice."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Final

from aiokafka import AIOKafkaConsumer

from shared.bus.consume.connection import Connection
from shared.bus.consume.external import external_group
from shared.bus.write.effects import DONE
from shared.bus.write.ledger import load, write
from shared.bus.write.outbox import OUTBOX, SENT, row
from shared.bus.write.unit_of_work import EFFECTS
from shared.clock import Clock
from shared.contracts import catalogue
from shared.contracts.cloudevent import CloudEvent, Undecodable, decode
from shared.store import Document, Session, Store, transaction

RESTORED: Final = "restored"
"""Collection of keys of which the backup lacks something; a human looks at each."""

Lane = tuple[str, str]
"""Topic and key."""

Published = dict[int, tuple[CloudEvent, bytes]]
"""Events that Kafka still has of one lane, by number."""


@dataclass(frozen=True)
class Restored:
    """Keys that a human looks at, and owners that were erased since and must be erased again."""

    affected: list[str]
    erased: list[str]


async def restore(store: Store, service: str, kafka: Connection, clock: Clock) -> Restored:
    """Raises numbers to those published, brings lost rows back as sent, marks reported effects as done. Idempotent."""
    lanes = await _published_by(service, kafka)
    events = [event for lane in lanes.values() for event, _ in lane.values()]
    erased = {event.key for event in events if catalogue.erases(event.type)}
    await _read_outsiders_again(service, kafka)
    affected = {lane[1] for lane, found in lanes.items() if await _take_back(store, lane, found, erased, clock)}
    return Restored(sorted(affected - erased), sorted(erased))


async def _take_back(store: Store, lane: Lane, found: Published, erased: set[str], clock: Clock) -> bool:
    """Takes back one lane; returns whether the backup lacked something of a key that was not erased.

    A row that the ledger counts and the outbox lacks was erased, and stays so.
    """
    topic, key = lane

    async def work(session: Session) -> bool:
        ledger = (await load(store, [key], session))[key]
        gone = ledger.erased is not None or key in erased
        there = await store[OUTBOX].find({"topic": topic, "key": key}, session=session).to_list(None)
        arrived = {"_id": {"$in": [event.id for event, _ in found.values()]}}
        await store[OUTBOX].update_many(arrived, {"$set": {"status": SENT}}, session=session)
        if not gone:
            since = [event for number, (event, _) in found.items() if number > ledger.issued.get(topic, 0)]
            await _mark_done(store, since, session)
        if max(found) <= ledger.issued.get(topic, 0):
            return False
        lost = found.keys() - range(1, ledger.issued.get(topic, 0) + 1) - {row["sequence"] for row in there}
        owner = there[0]["owner"] if there else None
        rows = [_row(topic, *found[n], owner) for n in sorted(lost) if not gone or catalogue.erases(found[n][0].type)]
        if rows:
            await store[OUTBOX].insert_many(rows, session=session)
        ledger.has_reached(topic, max(found))
        await write(store, [ledger], clock(), session)
        if not gone:
            looked_at = {"$addToSet": {"topics": topic}, "$set": {"since": clock()}}
            await store[RESTORED].update_one({"_id": key}, looked_at, upsert=True, session=session)
        return not gone

    return await transaction(store, work)


def _row(topic: str, event: CloudEvent, body: bytes, owner: str | None) -> Document:
    whose = owner or event.data.get("case_id", event.key)
    return row(event, topic, body, owner=whose, at=event.time) | {"status": SENT}


async def _mark_done(store: Store, events: Iterable[CloudEvent], session: Session) -> None:
    """Marks reported effects as done, so that none is done again, even if the event that asks for it is applied again.

    `events` are those since the backup, which knows the effects reported before: as done, or wanted once more.
    """
    reports = {message.TYPE: field for message, field in catalogue.REPORTS_EFFECT.items()}
    for event in events:
        if event.type in reports:
            first = {"kind": event.type, "key": event.key}
            done = {"$set": {"status": DONE, "done": event.time}, "$setOnInsert": first}
            effect = {"_id": event.data[reports[event.type]]}
            await store[EFFECTS].update_one(effect, done, upsert=True, session=session)


async def _published_by(service: str, kafka: Connection) -> dict[Lane, Published]:
    lanes: dict[Lane, Published] = defaultdict(dict)
    patterns = [topic.pattern for topic in catalogue.TOPICS if topic.producer == service and topic.kind != "bus"]
    async for topic, body in _records(kafka, patterns):
        try:
            event = decode(body)
        except Undecodable:
            continue  # nobody who reads this topic took it for an event either
        if event.sequence is not None:
            lanes[topic, event.key][event.sequence] = (event, body)
    return lanes


async def _records(kafka: Connection, patterns: list[str]) -> AsyncIterator[tuple[str, bytes]]:
    names = await _topics(kafka, patterns)
    if not names:
        return
    async with AIOKafkaConsumer(*names, **kafka.options, auto_offset_reset="earliest") as consumer:
        parts = consumer.assignment()
        await consumer.seek_to_beginning(*parts)
        ends = await consumer.end_offsets(parts)
        while any([await consumer.position(at) < end for at, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    yield record.topic, record.value or b""


async def _read_outsiders_again(service: str, kafka: Connection) -> None:
    """Sets the group to the beginning of outsiders' topics, because these have no heads.

    Records that the store knows by topic and id are dropped when they are read again.
    """
    patterns = [topic.pattern for topic in catalogue.consumed_by(service) if topic.kind == "external"]
    names = await _topics(kafka, patterns)
    if not names:
        return
    async with AIOKafkaConsumer(*names, **kafka.options) as reader:
        beginnings = await reader.beginning_offsets(reader.assignment())
    async with AIOKafkaConsumer(**kafka.options, group_id=external_group(service), enable_auto_commit=False) as group:
        group.assign(list(beginnings))
        await group.commit(beginnings)


async def _topics(kafka: Connection, patterns: list[str]) -> list[str]:
    async with AIOKafkaConsumer(**kafka.options) as consumer:
        return [name for name in await consumer.topics() if any(re.fullmatch(each, name) for each in patterns)]
