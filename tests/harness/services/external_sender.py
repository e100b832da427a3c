"""A sender with a topic of its own, and a small service that consumes such topics."""

import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from shared.bus import Bus, Connection, ExternalEvent, Rejection, Transaction, UnitOfWork
from shared.bus.publish.relay import Relay
from shared.bus.write.unit_of_work import ALL_ON, Protections
from shared.contracts.catalogue import types_consumed
from shared.contracts.message import Message
from shared.store import Store
from tests.harness.services.recording_service import QUICK, settings


def an_opaque_part() -> str:
    return uuid.uuid4().hex


def message(type_name: str, data: dict[str, Any], id: str) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": id,
        "source": "/who/would/believe/this",
        "type": type_name,
        "time": "2026-11-12T09:00:00Z",
        "partitionkey": data.get("reference", "a-submission"),
        "data": data,
    }


@dataclass
class Outsider:
    relay: Relay
    topic: str

    async def write(self, type_name: str, data: dict[str, Any], *, id: str | None = None, **changed: Any) -> str:
        written = message(type_name, data, id or str(uuid.uuid4())) | changed
        await self.write_raw(json.dumps(written).encode())
        return str(written["id"])

    async def write_raw(self, body: bytes) -> None:
        await self.relay.publish(self.topic, "a-key", body)


@dataclass
class Listener:
    """Records what took effect and what was refused, each in its transaction."""

    store: Store
    troubles: dict[str, Exception] = field(default_factory=dict)

    async def on_message(self, tx: Transaction, event: ExternalEvent[Message]) -> None:
        if event.id in self.troubles:
            raise self.troubles[event.id]
        row = {
            "_id": str(uuid.uuid4()),
            "sender": event.sender,
            "source": event.source,
            "event": event.id,
            "time": event.time,
        }
        await tx["heard"].insert_one(row, session=tx.session)

    async def on_refusal(self, tx: Transaction, refusal: Rejection) -> None:
        row = {"_id": str(uuid.uuid4()), "topic": refusal.topic, "why": refusal.why, "event": refusal.id}
        await tx["refused"].insert_one(row, session=tx.session)

    async def heard(self, sender: str) -> list[str]:
        return [row["event"] async for row in self.store["heard"].find({"sender": sender})]

    async def refused(self, topic: str) -> list[str]:
        return [row["why"] async for row in self.store["refused"].find({"topic": topic})]


@asynccontextmanager
async def listening_outside(
    service: str, store: Store, kafka: Connection, protections: Protections = ALL_ON
) -> AsyncIterator[Listener]:
    listener = Listener(store)
    heard = types_consumed(service)
    bus = Bus(
        settings=settings(service, kafka),
        unit_of_work=UnitOfWork(store, service, protections=protections),
        intervals=QUICK,
        event_handlers={said: _nothing for said, topic in heard.items() if topic.kind in ("facts", "state")},
        external_handlers={said: listener.on_message for said, topic in heard.items() if topic.kind == "external"},
        on_rejected=listener.on_refusal,
    )
    async with bus.running():
        yield listener


async def _nothing(tx: Transaction, event: object) -> None:
    pass
