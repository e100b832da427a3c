"""Decodes the bytes of a record to a typed event, for one service, in one pass."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic_core import CoreSchema, core_schema

from shared.contracts.catalogue import TOPICS, fact_of, types_consumed
from shared.contracts.cloudevent import CloudEvent, decode, event_schema, refuse_too_large, with_subject
from shared.contracts.message import Message
from shared.contracts.upcasts import Unreadable, read


@dataclass(frozen=True, slots=True)
class BadData:
    """The event is consumed, but its version or data fit no model; `reason` is a slug without anything of the input."""

    reason: str


Decoded = Message | BadData | None
"""`None`: the service does not consume the type, and the data were not looked at."""


class Decoder:
    """Decodes the events that `service` receives; it reads the catalogue once and sees no later change of it.

    `external`: the events come from outside, so the time may be absent and a sequence is ignored.
    """

    def __init__(self, service: str, *, external: bool = False) -> None:
        consumed = types_consumed(service)
        self._consumed: Final = {fact_of(model.TYPE) for model in consumed}
        self._external: Final = external
        one_of = _OneOf(set(consumed), external)
        self._types: Final[TypeAdapter[CloudEvent[Decoded]]] = TypeAdapter(Annotated[Any, one_of])

    def decode(self, body: bytes) -> CloudEvent[Decoded]:
        """Returns the event. Raises `Undecodable` and nothing else, whatever the bytes are.

        An event that does not fit at once (an older or newer version, a foreign type, an error) is decoded a second
        time, in two steps.
        """
        refuse_too_large(body, external=self._external)
        try:
            return with_subject(self._types.validator.validate_json(body, extra="ignore"))
        except ValidationError:
            return self._in_two_steps(body)

    def _in_two_steps(self, body: bytes) -> CloudEvent[Decoded]:
        event = decode(body, external=self._external)
        if fact_of(event.type) not in self._consumed:
            return _with(event, None)
        try:
            return _with(event, read(event.type, event.data))
        except Unreadable as error:
            return _with(event, BadData(error.reason))


def _with(event: CloudEvent, data: Decoded) -> CloudEvent[Decoded]:
    changed: CloudEvent[Any] = event
    return replace(changed, data=data)


@dataclass(frozen=True)
class _OneOf:
    """Schema for an event of any type of the catalogue, chosen by `type`; only the data of consumed types are read."""

    consumed: set[type[Message]]
    external: bool

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        models = [model for topic in TOPICS for model in topic.types]
        choices = {
            model.TYPE: event_schema(
                handler.generate_schema(model) if model in self.consumed else _NOT_READ, external=self.external
            )
            for model in models
        }
        return core_schema.tagged_union_schema(choices, discriminator="type")


def _nothing(data: object) -> None:
    """Accepts any object without reading what is in it."""


_NOT_READ: Final = core_schema.no_info_after_validator_function(_nothing, core_schema.typed_dict_schema({}))
