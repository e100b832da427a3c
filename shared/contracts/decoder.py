"""From the bytes of a record to a typed event, for one service, in one pass."""

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
"""None: the service does not consume the type; its data were not looked at."""


class Decoder:
    """Decodes what `service` receives. Made once: a later change of the catalogue is not seen.

    `external`: from outside, where the time may be absent and a number is ignored.
    """

    def __init__(self, service: str, *, external: bool = False) -> None:
        consumed = types_consumed(service)
        self._consumed: Final = {fact_of(model.TYPE) for model in consumed}
        self._external: Final = external
        one_of = _OneOf(set(consumed), external)
        self._types: Final[TypeAdapter[CloudEvent[Decoded]]] = TypeAdapter(Annotated[Any, one_of])

    def decode(self, body: bytes) -> CloudEvent[Decoded]:
        """Raises `Undecodable` and nothing else, whatever the bytes are.

        What does not fit at once (an older or newer version, a foreign type, an error) is looked at a second time.
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
    """An event of any type of the catalogue, known by its `type`; only the data of what is consumed are read."""

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
    """An object it is; what is in it stays unread."""


_NOT_READ: Final = core_schema.no_info_after_validator_function(_nothing, core_schema.typed_dict_schema({}))
