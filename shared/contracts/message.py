from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class Message(BaseModel):
    """What one service says to others. A reader ignores fields that are newer than itself."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    TYPE: ClassVar[str]
    TOPIC: ClassVar[str]

    def data(self) -> dict[str, Any]:
        """As it travels: JSON types, absent fields left out, never null."""
        return self.model_dump(mode="json", exclude_none=True)


class Part(BaseModel):
    """A piece of a message."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _NewerWordIsUnknown:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        words = frozenset(source)

        def known(word: object) -> object:
            if not isinstance(word, str):
                raise PydanticCustomError("word", "a word is expected")
            return word if word in words else source.UNKNOWN

        return core_schema.no_info_before_validator_function(known, handler(source))


W = TypeVar("W")
Open = Annotated[W, _NewerWordIsUnknown()]
"""`Open[Land]` reads a word that a newer producer added as `unknown`; the plain enum, for faces, refuses it."""

UUID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
Id = Annotated[str, Field(pattern=UUID_PATTERN)]
Reference = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
