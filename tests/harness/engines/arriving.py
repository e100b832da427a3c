"""Events as a service decodes them, made without a broker."""

import uuid
from dataclasses import dataclass
from functools import cache

from shared.bus.consume.decode import DecodedEvent, EventDecoder
from shared.clock import now
from shared.contracts.catalogue import topic_of
from shared.contracts.cloudevent import CloudEvent, encode
from shared.contracts.message import Message


@dataclass(frozen=True)
class OnDisk:
    topic: str
    key: bytes | None
    value: bytes
    partition: int = 0
    offset: int = 0
    timestamp: int = 0


def record(message: Message, key: str, sequence: int) -> OnDisk:
    event = CloudEvent(
        str(uuid.uuid4()), "/lotse/intake", message.TYPE, key, now(), key, sequence, None, None, message.data()
    )
    return OnDisk(topic_of(message.TYPE).name, key.encode(), encode(event))


def arriving(service: str, message: Message, key: str, sequence: int) -> DecodedEvent:
    return decoded(service, record(message, key, sequence))


def decoded(service: str, taken: OnDisk) -> DecodedEvent:
    event = _decoder(service).numbered(taken)
    assert isinstance(event, DecodedEvent), event.reason
    return event


@cache
def _decoder(service: str) -> EventDecoder:
    """Returns the service's decoder, made once: building it takes longer than decoding five hundred events."""
    return EventDecoder(service)
