"""Base of all messages: strict where we publish, lenient towards newer producers where we read."""

from typing import Annotated, Any, ClassVar, Final, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema, to_json

MODEL: Final = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Message(BaseModel):
    """The data of one type of event.

    Made in Python, it is what we publish: a field or word that the contract lacks raises ValidationError. Read from
    JSON by `read` or the decoder, it is what others published: newer fields are ignored, newer words are `unknown`.
    """

    model_config = MODEL

    TYPE: ClassVar[str]
    TOPIC: ClassVar[str]

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """Reads the data that another, perhaps newer, service published. Raises ValidationError."""
        return cls.model_validate_json(to_json(data, inf_nan_mode="constants"), extra="ignore")

    def data(self) -> dict[str, Any]:
        """Returns the data as they travel: JSON types, absent fields left out, never null."""
        return self.model_dump(mode="json", exclude_none=True)


class Part(BaseModel):
    """A piece of a message, as strict and as lenient as the message."""

    model_config = MODEL


class _NewerWordIsUnknown:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def unknown(word: str) -> object:
            return source.UNKNOWN

        words = handler(source)
        newer = core_schema.no_info_after_validator_function(unknown, core_schema.str_schema())
        read = core_schema.union_schema([words, newer], mode="left_to_right")
        return core_schema.json_or_python_schema(json_schema=read, python_schema=words)


W = TypeVar("W")
Open = Annotated[W, _NewerWordIsUnknown()]
"""`Open[Land]` reads a word that a newer producer added as `unknown`; nobody can publish such a word."""

UUID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
Id = Annotated[str, Field(pattern=UUID_PATTERN)]
Reference = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
