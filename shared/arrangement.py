"""Arrangement of a partner that helps: who is in charge there, and appointments of which the person chooses one.

It is content: between services it travels sealed, each stores it sealed under its key of the case, and no event has it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator

from shared.clock import berlin_time

MOST: Final = 3
"""Most appointments that a partner proposes at a time."""
LONGEST_LINE: Final = 200
LONGEST_HINT: Final = 1_000
"""Characters of a hint on how to get there, and of the person's remark beside their answer."""

Line = Annotated[str, Field(max_length=LONGEST_LINE, repr=False)]
Words = Annotated[str, Field(max_length=LONGEST_HINT, repr=False)]


class AppointmentWay(StrEnum):
    """A way in which the person and the partner meet."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"


class Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Officer(Content):
    """The partner's contact for the person. `hours`: when the contact can be reached, in the partner's words."""

    name: Annotated[Line, Field(min_length=1)]
    phone: Line = ""
    hours: Line = ""


class Appointment(Content):
    """An appointment. `time`: as clocks in Germany show it. `place`: an address, or how to join the video call."""

    day: date
    time: Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    way: AppointmentWay
    place: Line = ""
    hint: Words = ""

    @property
    def begins(self) -> datetime:
        return berlin_time(self.day, self.time)

    @property
    def key(self) -> str:
        """Names the appointment in the person's answer: no two of an arrangement begin at the same time."""
        return f"{self.day.isoformat()}T{self.time}"


class Arrangement(Content):
    """`round` counts up whenever other appointments are proposed; an answer to an earlier round no longer counts."""

    round: int
    officer: Officer | None = None
    appointments: Annotated[tuple[Appointment, ...], Field(max_length=MOST)] = ()

    @field_validator("appointments")
    @classmethod
    def _in_order(cls, given: tuple[Appointment, ...]) -> tuple[Appointment, ...]:
        return tuple(sorted(given, key=lambda each: each.begins))

    def chosen(self, key: str | None) -> Appointment | None:
        return next((each for each in self.appointments if each.key == key), None)


class Answer(Content):
    """`chosen`: the key of an appointment, or None where none fits. `word`: the person's remark beside it."""

    round: int
    chosen: Annotated[str, Field(max_length=20)] | None
    word: Words = ""


def still_to_come(appointments: Iterable[Appointment], now: datetime) -> tuple[Appointment, ...]:
    return tuple(each for each in appointments if each.begins > now)
