"""A small service on the real bus that publishes cases, or records every event that it consumes."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from shared.bus import INDEXES, Bus, Connection, Event, Intervals, Transaction, UnitOfWork
from shared.bus.publish.relay import Producer
from shared.clock import Clock, now
from shared.contracts.catalogue import types_consumed
from shared.contracts.message import Message
from shared.sealing.keys import PrivateKey
from shared.settings import Settings
from shared.store import Store, connect, prepare
from tests.harness.engines.contents import empty
from tests.harness.engines.single_node import told
from tests.harness.engines.store_queries import is_watched
from tests.harness.services.effect_order import the_moment
from tests.harness.services.unlisted_fields import nothing_unlisted

KEY = PrivateKey.generate()
SPARE: Final[dict[str, list[str]]] = {}
"""Databases that earlier tests left, by engine: making collections and indexes takes longer than emptying them."""
QUICK = Intervals(idle=0.1, heartbeat=0.3, heads=0.3, replay=0.5, review=1.0, lease=1.0)
SOON = Intervals(idle=0.2)
"""Intervals as in production, but workers look sooner: an effect that a test made due wakes nobody."""


def settings(service: str, kafka: Connection) -> Settings:
    return Settings(
        store="",
        **told(kafka),
        public_url="http://public.test",
        staff_url="http://staff.test",
        partner_url="http://partner.test",
        public_keys={service: KEY.public.to_text()},
    )


@asynccontextmanager
async def a_store(uri: str, name: str) -> AsyncIterator[Store]:
    """Yields a store; at the end checks that every stored field has a purpose in the record of processing."""
    async with a_bare_store(uri, name) as store:
        yield store
        await nothing_unlisted(store, {})


@asynccontextmanager
async def a_bare_store(uri: str, name: str) -> AsyncIterator[Store]:
    """Yields an empty store: a database of this name, or one that an earlier test has left."""
    spare = SPARE.setdefault(uri, [])
    store = connect(uri, spare.pop() if spare else name)
    try:
        await prepare(store, INDEXES)
        yield store
        await _leave(store, spare, reuse=not is_watched(uri))
    finally:
        await store.close()


async def _leave(store: Store, spare: list[str], *, reuse: bool) -> None:
    """Leaves the database as `prepare` made it.

    One that is watched is dropped, since emptying it makes queries that no service makes.
    """
    there = set(await store.database.list_collection_names())
    if not reuse or not INDEXES.keys() <= there:
        await store.client.drop_database(store.database.name)
        return
    for name in there - INDEXES.keys():
        await store[name].drop()
    await empty(store)
    spare.append(store.database.name)


@dataclass
class Hearer:
    """Handles the events that the catalogue assigns to the service, and records each in its transaction."""

    unit_of_work: UnitOfWork
    troubles: dict[str, Exception] = field(default_factory=dict)
    erasers: set[str] = field(default_factory=set)

    async def on_event(self, tx: Transaction, event: Event[Message]) -> None:
        if event.id in self.troubles:
            raise self.troubles[event.id]
        row = {"topic": event.data.TOPIC, "key": event.key, "sequence": event.sequence, "event": event.id}
        await tx["heard"].insert_one({"_id": str(uuid.uuid4()), **row, **the_moment()}, session=tx.session)
        if event.id in self.erasers:
            tx.erase(event.key)

    async def sequences(self, key: str) -> list[int]:
        rows = self.unit_of_work.store["heard"].find({"key": key}).sort("sequence", 1)
        return [row["sequence"] async for row in rows]


@asynccontextmanager
async def hearing(
    service: str,
    store: Store,
    kafka: Connection,
    intervals: Intervals = QUICK,
    clock: Clock = now,
    producer: Producer | None = None,
) -> AsyncIterator[Hearer]:
    unit_of_work = UnitOfWork(store, service, clock)
    hearer = Hearer(unit_of_work)
    facts = [said for said, topic in types_consumed(service).items() if topic.kind in ("facts", "state")]
    bus = Bus(
        settings=settings(service, kafka),
        unit_of_work=unit_of_work,
        intervals=intervals,
        producer=producer,
        event_handlers={said: hearer.on_event for said in facts if not said.TOPIC.startswith("lotse.partner")},
    )
    async with bus.running():
        yield hearer
