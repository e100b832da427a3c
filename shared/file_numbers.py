"""The numbers under which police and prosecution keep what a person reported, as referral gives them to intake.

They are content: they travel sealed between services, each stores them sealed under its key of the case, and no event
has one.
"""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

LONGEST: Final = 40
LONGEST_NAME: Final = 300
MOST: Final = 50


class Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class FileNumber(Content):
    """`office`: the partner that told it, or None where a counsellor entered it as the person's side knows it."""

    number: Annotated[str, Field(min_length=1, max_length=LONGEST, repr=False)]
    office: Annotated[str, Field(max_length=LONGEST_NAME)] | None = None


class ActNumbers(Content):
    """The numbers of one act, which several offices may keep under a number each."""

    numbers: Annotated[tuple[FileNumber, ...], Field(min_length=1, max_length=MOST)]


class FileNumbers(Content):
    """All numbers of a case. `told` counts up with every change of the data that they are taken from."""

    told: int
    acts: Annotated[tuple[ActNumbers, ...], Field(max_length=MOST)] = ()
