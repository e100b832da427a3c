"""A request for a talk or a training: what a speaker has to know, beside the message."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from shared.text import Typed

LONGEST: Final = 200
"""Characters of each field."""
Words = Annotated[str, Typed(LONGEST, least=0)]


class TalkFormat(StrEnum):
    ON_SITE = "on_site"
    ONLINE = "online"
    EITHER = "either"
    UNKNOWN = "unknown"


class Talk(BaseModel):
    """`days`: one or several, in the sender's words; `audience`: who, and how many."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    days: Words = Field(default="", repr=False)
    place: Words = Field(default="", repr=False)
    audience: Words = Field(default="", repr=False)
    format: TalkFormat = TalkFormat.UNKNOWN

    @property
    def says_anything(self) -> bool:
        return bool(self.days or self.place or self.audience) or self.format is not TalkFormat.UNKNOWN
