"""Messages of the bus topics: no number, no outbox, the newest counts."""

import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from shared.bus.dispatch import Effect, OnDone, Perform
from shared.bus.transaction import Transaction
from shared.contracts.cloudevent import CloudEvent, encode
from shared.contracts.message import Message
from shared.contracts.upcasts import read

Tell = Callable[[Message], Awaitable[None]]
"""Returns when the broker has it; raises when the broker is away."""

TELL: Final = "tell"


def tell_in_any_case(tx: Transaction, said: Message) -> None:
    """For what is said once and not repeated: told after the commit, and again until the broker has it."""
    tx.add_effect(TELL, key=said.TOPIC, payload={"type": said.TYPE, "data": said.data()})


def by_dispatch(tell: Tell) -> Perform:
    async def perform(row: Effect) -> OnDone:
        await tell(read(row.payload["type"], row.payload["data"]))
        return _nothing

    return perform


async def _nothing(tx: Transaction) -> None:
    """Nothing follows."""


def encoded(said: Message, service: str, now: datetime) -> bytes:
    return encode(
        CloudEvent(
            id=str(uuid.uuid4()),
            source=f"/lotse/{service}",
            type=said.TYPE,
            subject=service,
            time=now,
            key=service,
            sequence=None,
            cause=None,
            traceparent=None,
            data=said.data(),
        )
    )
