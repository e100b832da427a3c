"""The envelope around every message: CloudEvents 1.0, structured JSON, no nulls."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

LIMIT = 64 * 1024
CONTENT_TYPE = "application/cloudevents+json"

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})")
_SEQUENCE = re.compile(r"[0-9]{10}")
_LONGEST_TEXT = 512
_LARGEST_INT = 2**63 - 1


class CannotSend(Exception):
    """The event cannot be put into bytes; the transaction that issues it must fail."""


class TooLargeToSend(CannotSend):
    pass


class Undecodable(Exception):
    """The bytes are no event. `reason` is a short slug and holds nothing of the input."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CloudEvent:
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    key: str
    sequence: int | None
    cause: str | None
    traceparent: str | None
    data: dict[str, Any]


def encode(envelope: CloudEvent) -> bytes:
    try:
        body = _json(_attributes(envelope) | {"data": envelope.data})
    except (ValueError, TypeError, RecursionError) as error:
        raise CannotSend(f"{envelope.type} has data that JSON cannot hold") from error
    if len(body) > LIMIT:
        raise TooLargeToSend(f"{envelope.type} has {len(body)} bytes, at most {LIMIT} travel")
    return body


def _attributes(envelope: CloudEvent) -> dict[str, str]:
    attributes = {
        "specversion": "1.0",
        "id": envelope.id,
        "source": envelope.source,
        "type": envelope.type,
        "subject": envelope.subject,
        "time": _utc(envelope.time),
        "datacontenttype": "application/json",
        "partitionkey": envelope.key,
    }
    if envelope.sequence is not None:
        attributes["sequence"] = f"{envelope.sequence:010d}"
    if envelope.cause is not None:
        attributes["causationid"] = envelope.cause
    if envelope.traceparent is not None:
        attributes["traceparent"] = envelope.traceparent
    return attributes


def _utc(time: datetime) -> str:
    if time.tzinfo is None:
        raise ValueError("an event's time needs a zone")
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def decode(body: bytes) -> CloudEvent:
    """Raises `Undecodable` and nothing else, whatever the bytes are."""
    if len(body) > LIMIT:
        raise Undecodable("too-large")
    document = _document(body)
    if document.get("specversion") != "1.0":
        raise Undecodable("bad-specversion")
    if document.get("datacontenttype", "application/json") != "application/json":
        raise Undecodable("bad-datacontenttype")
    data = document.get("data")
    if not isinstance(data, dict):
        raise Undecodable("bad-data")
    key = _text(document, "partitionkey")
    return CloudEvent(
        id=_text(document, "id"),
        source=_text(document, "source"),
        type=_text(document, "type"),
        subject=_optional_text(document, "subject") or key,
        time=_time(document),
        key=key,
        sequence=_sequence(document),
        cause=_optional_text(document, "causationid"),
        traceparent=_optional_text(document, "traceparent"),
        data=data,
    )


def _document(body: bytes) -> dict[str, Any]:
    try:
        text = body.decode()
        document = _DECODER.decode(text)
        if "\\u" in text:
            _json(document)
    except UnicodeError:
        raise Undecodable("bad-text") from None
    except RecursionError:
        raise Undecodable("too-deep") from None
    except ValueError:
        raise Undecodable("bad-json") from None
    if not isinstance(document, dict):
        raise Undecodable("not-an-object")
    return document


def _text(document: dict[str, Any], name: str) -> str:
    text = _optional_text(document, name)
    if text is None:
        raise Undecodable(f"no-{name}")
    return text


def _optional_text(document: dict[str, Any], name: str) -> str | None:
    text = document.get(name)
    if text is None:
        return None
    if not isinstance(text, str) or not 0 < len(text) <= _LONGEST_TEXT or "\0" in text:
        raise Undecodable(f"bad-{name}")
    return text


def _time(document: dict[str, Any]) -> datetime:
    text = _text(document, "time").upper()
    if not _TIME.fullmatch(text):
        raise Undecodable("bad-time")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Undecodable("bad-time") from None


def _sequence(document: dict[str, Any]) -> int | None:
    text = _optional_text(document, "sequence")
    if text is None:
        return None
    if not _SEQUENCE.fullmatch(text) or text == "0000000000":
        raise Undecodable("bad-sequence")
    return int(text)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name occurs twice")
    return members


def _whole(digits: str) -> int:
    if len(digits) > 19 or abs(number := int(digits)) > _LARGEST_INT:
        raise ValueError("a number is too large")
    return number


def _finite(digits: str) -> float:
    number = float(digits)
    if number - number != 0:
        raise ValueError("a number is too large")
    return number


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once_each, parse_int=_whole, parse_float=_finite, parse_constant=_no_constant
)
