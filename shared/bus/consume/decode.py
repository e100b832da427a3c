"""Decodes records to events before any handler; a record that is no event of its topic becomes a dead letter.

An event whose envelope can be read, but not its data, has a number and a turn: its data are BadData, and it is parked.
"""

import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from typing_extensions import TypeVar

from shared.bus.consume.dead_letters import DeadLetter
from shared.contracts import catalogue, i_json
from shared.contracts.cloudevent import EXTERNAL_LIMIT, NO_TIME, CannotSend, CloudEvent, Undecodable, encode
from shared.contracts.decoder import BadData, Decoded, Decoder
from shared.contracts.message import Message
from shared.store import Document

EXTERNAL_ID: Final = re.compile(r"[\x21-\x7e]{1,128}")

M = TypeVar("M", bound=Message)

Event = CloudEvent
"""An event as a handler sees it: `Event[CaseOpened]` has the message as its `data`."""


@dataclass(frozen=True, slots=True)
class ExternalEvent(CloudEvent[M]):
    """An event from outside; `sender`, the opaque part of its topic, is all that is believed about its origin."""

    sender: str


class Record(Protocol):
    """The parts of a Kafka record that are read. None is trusted but the broker's `timestamp`, in milliseconds."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def timestamp(self) -> int: ...


@dataclass(frozen=True, slots=True)
class DecodedEvent:
    """An event on its way to its handler; `raw` are the bytes that the retry queue keeps of it.

    An external one has its `record`; one that comes from the retry queue has its `row` there.
    """

    topic: str
    event: CloudEvent[Decoded]
    raw: bytes
    record: Record | None = None
    row: Document | None = None

    @property
    def traceparent(self) -> str | None:
        return self.event.traceparent

    @property
    def is_external(self) -> bool:
        return self.event.sequence is None

    @property
    def name(self) -> str:
        """Names the event by topic, key and sequence; an external one by topic and hashed id, which can be anything."""
        if self.event.sequence is None:
            return f"{self.topic}|{hashlib.sha256(self.event.id.encode()).hexdigest()}"
        return f"{self.topic}|{self.event.key}|{self.event.sequence}"

    @property
    def digest(self) -> bytes:
        return hashlib.sha256((self.record and self.record.value) or b"").digest()

    @property
    def cause(self) -> str:
        """The id that events published on its account name as cause; an outsider's own id is never passed on."""
        if self.event.sequence is None:
            return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.topic}|{self.event.id}"))
        return self.event.id


class EventDecoder:
    """Decodes the records that one service receives; the only place of the bus that looks into a record."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._decoder = Decoder(service)
        self._external = Decoder(service, external=True)

    def numbered(self, record: Record | DeadLetter) -> DecodedEvent | DeadLetter:
        """Returns an event of one of our services, or a dead letter; never raises, whatever the bytes are."""
        key, value = record.key or b"", record.value or b""
        try:
            event = _of_topic(self._decoder, record.topic, value)
            if event.sequence is None:
                raise Undecodable("no-sequence")
            if event.key.encode() != key:
                raise Undecodable("other-key")
        except Undecodable as error:
            return dead_letter(record, error.reason)
        return DecodedEvent(record.topic, event, value)

    def external(self, record: Record) -> DecodedEvent | DeadLetter:
        """Returns a message of an outsider, or a dead letter; never raises, as `numbered`.

        Topic and id say which message it is, the content what it says; its source is made from the topic. If it has no
        time, it gets that of the broker's record.
        """
        try:
            return self._believed(record, record.value or b"")
        except Undecodable as error:
            return dead_letter(record, error.reason)
        except CannotSend:
            return dead_letter(record, "too-large")

    def broadcast(self, record: Record) -> CloudEvent[Decoded]:
        """Returns a message of a bus topic. Raises Undecodable."""
        return _of_topic(self._decoder, record.topic, record.value or b"")

    def row(self, row: Document) -> DecodedEvent:
        """Returns the event that a row of the retry queue keeps."""
        if row.get("sender") is None:
            return DecodedEvent(row["topic"], self._decoder.decode(row["raw"]), row["raw"], row=row)
        event = self._external.decode(row["raw"])
        believed = _external(event, row["sender"], event.source, event.time)
        return DecodedEvent(row["topic"], believed, row["raw"], row=row)

    def _believed(self, record: Record, value: bytes) -> DecodedEvent:
        topic = record.topic
        event = _of_topic(self._external, topic, value)
        i_json.check(value)
        row = catalogue.topic_named(topic)
        if row is None or not catalogue.consumes(self._service, topic, event.type):
            raise Undecodable("other-type")
        if not EXTERNAL_ID.fullmatch(event.id):
            raise Undecodable("bad-id")
        if not isinstance(event.data, Message):
            raise Undecodable(event.data.reason if isinstance(event.data, BadData) else "other-type")
        sender = row.opaque_part(topic)
        time = datetime.fromtimestamp(record.timestamp / 1000, UTC) if event.time is NO_TIME else event.time
        believed = _external(event, sender, f"/{row.producer}/{sender}", time)
        return DecodedEvent(topic, believed, _understood(believed, event.data), record)


def _of_topic(decoder: Decoder, topic: str, value: bytes) -> CloudEvent[Decoded]:
    event = decoder.decode(value)
    row = catalogue.topic_named(topic)
    if row is None or not event.type.startswith(row.prefix):
        raise Undecodable("other-topic")
    return event


def dead_letter(record: Record | DeadLetter, reason: str) -> DeadLetter:
    return DeadLetter(record.topic, record.partition, record.offset, record.key or b"", record.value or b"", reason)


def _external(event: CloudEvent[Any], sender: str, source: str, time: datetime) -> ExternalEvent[Any]:
    return ExternalEvent(
        id=event.id,
        source=source,
        type=event.type,
        subject=event.key,
        time=time,
        key=event.key,
        sequence=None,
        cause=None,
        traceparent=None,
        data=event.data,
        sender=sender,
    )


def _understood(event: CloudEvent[Any], data: Message) -> bytes:
    """Returns the event's bytes without what a reader ignores, because the retry queue may hold nothing unknown.

    Raises CannotSend: the event may be larger than it came, since a word that is not known becomes `unknown`.
    """
    kept = CloudEvent(
        event.id, event.source, event.type, event.key, event.time, event.key, None, None, None, data.data()
    )
    return encode(kept, EXTERNAL_LIMIT)
