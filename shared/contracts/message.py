from typing import Annotated, Any, ClassVar, Final, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

READING: Final = object()
"""The context in which a word that is newer than the reader means `unknown`."""


class Message(BaseModel):
    """What one service says to others. A reader ignores fields that are newer than itself."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    TYPE: ClassVar[str]
    TOPIC: ClassVar[str]

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """What another service said, perhaps a newer one."""
        return cls.model_validate(data, context=READING)

    def data(self) -> dict[str, Any]:
        """As it travels: JSON types, absent fields left out, never null."""
        return self.model_dump(mode="json", exclude_none=True)


class Part(BaseModel):
    """A piece of a message."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _NewerWordIsUnknown:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        words = frozenset(source)

        def known(word: object, info: ValidationInfo) -> object:
            newer = info.context is READING and isinstance(word, str) and word not in words
            return source.UNKNOWN if newer else word

        return core_schema.with_info_before_validator_function(known, handler(source))


W = TypeVar("W")
Open = Annotated[W, _NewerWordIsUnknown()]
"""`Open[Land]` reads a word that a newer producer added as `unknown`; nobody can say such a word."""

UUID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
Id = Annotated[str, Field(pattern=UUID_PATTERN)]
Reference = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
