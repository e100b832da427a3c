"""From records to events: what is no event of this topic goes to quarantine, before any handler."""

import re
from dataclasses import replace
from typing import Final, Protocol

from shared.bus.incoming import Incoming
from shared.bus.quarantine import Rejected
from shared.contracts import catalogue, i_json
from shared.contracts.cloudevent import CloudEvent, Undecodable, decode

EXTERNAL_ID: Final = re.compile(r"[\x21-\x7e]{1,128}")


class Record(Protocol):
    """What is read of a Kafka record; nothing of it is trusted."""

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


def sort_out(record: Record) -> Incoming | Rejected:
    """A numbered event, or what can be none; total: it never raises, whatever the bytes are."""
    key, value = record.key or b"", record.value or b""
    try:
        return Incoming(record.topic, _numbered(record.topic, key, value), value)
    except Undecodable as error:
        return rejected(record, error.reason)


def rejected(record: Record, reason: str) -> Rejected:
    return Rejected(record.topic, record.partition, record.offset, record.key or b"", record.value or b"", reason)


def read_unnumbered(record: Record) -> CloudEvent:
    """A message of a bus topic. Raises Undecodable."""
    return _of_topic(record.topic, record.value or b"")


def read_foreign(record: Record, service: str) -> tuple[str, CloudEvent]:
    """The opaque part of the topic, and of the envelope what is believed. Raises Undecodable."""
    envelope = _of_topic(record.topic, record.value or b"")
    i_json.check(record.value or b"")
    row = catalogue.topic_named(record.topic)
    if row is None or not catalogue.consumes(service, record.topic, envelope.type):
        raise Undecodable("other-type")
    if not EXTERNAL_ID.fullmatch(envelope.id):
        raise Undecodable("bad-id")
    sender = row.opaque_part(record.topic)
    source = f"/{row.producer}/{sender}"
    believed = replace(envelope, source=source, subject=envelope.key, sequence=None, cause=None, traceparent=None)
    return sender, believed


def _numbered(topic: str, key: bytes, value: bytes) -> CloudEvent:
    envelope = _of_topic(topic, value)
    if envelope.sequence is None:
        raise Undecodable("no-sequence")
    if envelope.key.encode() != key:
        raise Undecodable("other-key")
    return envelope


def _of_topic(topic: str, value: bytes) -> CloudEvent:
    envelope = decode(value)
    row = catalogue.topic_named(topic)
    if row is None or not envelope.type.startswith(row.prefix):
        raise Undecodable("other-topic")
    return envelope
