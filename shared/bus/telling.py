"""Messages of the bus topics: no number, no outbox, the newest counts."""

import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime

from shared.contracts.envelope import Envelope, encode
from shared.contracts.message import Message

Tell = Callable[[Message], Awaitable[None]]
"""Returns when the broker has it; raises when the broker is away."""


def encoded(said: Message, service: str, now: datetime) -> bytes:
    return encode(
        Envelope(
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
