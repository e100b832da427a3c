"""One message of an outsider, as far as it is believed: its topic and id say which it is, its content what it says."""

import hashlib
import uuid
from dataclasses import dataclass

from shared.bus.event import ExternalEvent
from shared.bus.receive import Record, read_foreign
from shared.contracts.cloudevent import CloudEvent
from shared.contracts.message import Message
from shared.contracts.upcasts import read


@dataclass(frozen=True)
class Incoming:
    sender: str
    envelope: CloudEvent
    data: Message

    def event(self) -> ExternalEvent[Message]:
        return ExternalEvent(
            id=self.envelope.id,
            type=self.envelope.type,
            source=self.envelope.source,
            subject=self.envelope.subject,
            time=self.envelope.time,
            key=self.envelope.key,
            sequence=0,
            cause=None,
            data=self.data,
            sender=self.sender,
        )


def read_incoming(record: Record, service: str) -> Incoming:
    """Raises Undecodable or Unreadable."""
    sender, envelope = read_foreign(record, service)
    return Incoming(sender, envelope, read(envelope.type, envelope.data))


def digest(record: Record) -> bytes:
    return hashlib.sha256(record.value or b"").digest()


def cause(topic: str, message_id: str) -> str:
    """An id of our own making: what an outsider wrote into its id goes nowhere."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{topic}|{message_id}"))
