"""A decoded event on its way to the handlers."""

from dataclasses import dataclass
from typing import Any

from shared.bus.event import Event
from shared.contracts.cloudevent import CloudEvent
from shared.contracts.message import Message


@dataclass(frozen=True, slots=True)
class Incoming:
    topic: str
    envelope: CloudEvent
    raw: bytes

    @property
    def traceparent(self) -> str | None:
        return self.envelope.traceparent


def event_of(envelope: CloudEvent, data: Message) -> Event[Any]:
    return Event(
        id=envelope.id,
        type=envelope.type,
        source=envelope.source,
        subject=envelope.subject,
        time=envelope.time,
        key=envelope.key,
        sequence=envelope.sequence or 0,
        cause=envelope.cause,
        data=data,
    )
