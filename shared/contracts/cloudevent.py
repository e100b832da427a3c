"""Encodes and decodes CloudEvents 1.0, the envelope of every message: structured JSON, no nulls. Data stay JSON."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Generic

from pydantic_core import CoreSchema, SchemaValidator, ValidationError, core_schema
from typing_extensions import TypeVar

from shared.text import LARGEST_BODY

LIMIT: Final = 64 * 1024
"""Bytes of an event of ours."""

EXTERNAL_LIMIT: Final = LARGEST_BODY + LIMIT
"""Bytes of an event from outside: a channel may submit on its topic what it may submit by HTTP."""

CONTENT_TYPE: Final = "application/cloudevents+json"
NEEDED: Final = ("partitionkey", "id", "source", "type", "time")
"""Attributes that every event has, besides its `specversion` and `data`."""

NO_TIME: Final = datetime.min.replace(tzinfo=UTC)
"""Time of an event from outside that has none; the broker knows when it came."""

D = TypeVar("D", default=dict[str, Any])


class CannotSend(Exception):
    """The event cannot be put into bytes; the transaction that issues it must fail."""


class TooLargeToSend(CannotSend):
    """The event has more bytes than may travel."""


class Undecodable(Exception):
    """The bytes are no event. `reason` is a short slug and holds nothing of the input."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CloudEvent(Generic[D]):
    """One event, sent or received. `data` is JSON unless a type says otherwise."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    key: str
    sequence: int | None
    cause: str | None
    traceparent: str | None
    data: D


def encode(envelope: CloudEvent, limit: int = LIMIT) -> bytes:
    """Returns the event's bytes. Raises CannotSend if JSON cannot hold its data, TooLargeToSend beyond `limit`."""
    try:
        body = _json(_attributes(envelope) | {"data": envelope.data})
    except (ValueError, TypeError, RecursionError) as error:
        raise CannotSend(f"{envelope.type} has data that JSON cannot hold") from error
    if len(body) > limit:
        raise TooLargeToSend(f"{envelope.type} has {len(body)} bytes, at most {limit} travel")
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


def decode(body: bytes, *, external: bool = False) -> CloudEvent:
    """Returns the event with its data as they came. Raises `Undecodable` and nothing else, whatever the bytes are."""
    refuse_too_large(body, external=external)
    try:
        event: CloudEvent = _ANY_DATA[external].validate_json(body)
    except ValidationError as error:
        raise Undecodable(_reason(error, body)) from None
    return with_subject(event)


def refuse_too_large(body: bytes, *, external: bool) -> None:
    """Raises `Undecodable` before anything is parsed."""
    if len(body) > (EXTERNAL_LIMIT if external else LIMIT):
        raise Undecodable("too-large")


def with_subject(event: CloudEvent[D]) -> CloudEvent[D]:
    """Returns the event with its key as the subject if it has none, which an outsider may leave out."""
    return event if event.subject else replace(event, subject=event.key)


def event_schema(data: CoreSchema, *, external: bool = False) -> CoreSchema:
    """Returns the schema by which pydantic-core makes a CloudEvent in one pass over the bytes, its data by `data`.

    If several attributes are wrong, the first in the order of the schema is named. An outsider may leave out the time,
    which is then NO_TIME; a sequence from an outsider, whatever it is, is ignored.
    """
    return core_schema.dataclass_schema(
        CloudEvent,
        core_schema.dataclass_args_schema("CloudEvent", _attribute_schemas(data, external), collect_init_only=True),
        list(CloudEvent.__slots__),
        slots=True,
        frozen=True,
    )


def _attribute_schemas(data: CoreSchema, external: bool) -> list[core_schema.DataclassField]:
    field = core_schema.dataclass_field
    json_type = core_schema.with_default_schema(core_schema.literal_schema(["application/json"]), default="")
    return [
        field("specversion", core_schema.literal_schema(["1.0"]), init_only=True),
        field("datacontenttype", json_type, init_only=True),
        field("data", data),
        field("key", _TEXT, validation_alias="partitionkey"),
        field("id", _TEXT),
        field("source", _TEXT),
        field("type", _TEXT),
        field("subject", _optional(_TEXT)),
        field("time", _TIME_IF_SAID if external else _TIME),
        field("sequence", _IGNORED if external else _optional(_SEQUENCE)),
        field("cause", _optional(_TEXT), validation_alias="causationid"),
        field("traceparent", _optional(_TEXT)),
    ]


def _optional(schema: CoreSchema) -> CoreSchema:
    return core_schema.with_default_schema(core_schema.nullable_schema(schema), default=None)


def _none(value: object) -> None:
    """Replaces any value by None."""


def _in_utc(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except OverflowError as error:
        raise ValueError from error


_TEXT: Final = core_schema.str_schema(min_length=1, max_length=512, pattern=r"^[^\x00]*$")
_TIME: Final = core_schema.no_info_after_validator_function(
    _in_utc,
    core_schema.str_schema(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
    ),
)
_TIME_IF_SAID: Final = core_schema.with_default_schema(
    core_schema.no_info_after_validator_function(lambda time: time or NO_TIME, core_schema.nullable_schema(_TIME)),
    default=NO_TIME,
)
_SEQUENCE: Final = core_schema.chain_schema(
    [core_schema.str_schema(pattern=r"^[0-9]{10}$"), core_schema.int_schema(ge=1)]
)
_IGNORED: Final = core_schema.with_default_schema(core_schema.no_info_plain_validator_function(_none), default=None)
_ANYTHING: Final = core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
_ANY_DATA: Final = {external: SchemaValidator(event_schema(_ANYTHING, external=external)) for external in (False, True)}


def _reason(error: ValidationError, body: bytes) -> str:
    """Returns the slug of the first thing that is wrong."""
    first = error.errors(include_url=False)[0]
    if first["type"] == "json_invalid":
        return _reason_of_json(first["ctx"]["error"], body)
    if not first["loc"]:
        return "not-an-object"
    name = first["loc"][0]
    absent = first["type"] == "missing" or first["input"] is None
    return f"no-{name}" if absent and name in NEEDED else f"bad-{name}"


def _reason_of_json(problem: str, body: bytes) -> str:
    if "recursion" in problem:
        return "too-deep"
    try:
        body.decode()
    except UnicodeError:
        return "bad-text"
    return "bad-text" if "surrogate" in problem or "hex escape" in problem else "bad-json"
