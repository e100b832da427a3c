"""Hours of the week at which a partner can be reached, as its entry states them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.contracts.vocabulary import Land
from shared.opening_hours import OpeningHours, Span

Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
"""Abbreviations of RFC 5545 and HSDS."""

WEEK: Final[tuple[Weekday, ...]] = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]


class Opening(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    days: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)]
    opens: TimeOfDay
    closes: TimeOfDay

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "Opening":
        if self.opens >= self.closes:
            raise ValueError("opens after it closes")
        return self


Openings = tuple[Opening, ...]


def hours_of(openings: Openings, land: Land | None) -> OpeningHours:
    """Returns its hours, or office hours where it states none; no holidays of its Land unless open on Sundays."""
    if not openings:
        return OpeningHours(land)
    week = tuple(_apart(_span(each) for each in openings if day in each.days) for day in WEEK)
    return OpeningHours(land, week, on_holidays=bool(week[-1]))


def is_open(openings: Openings, land: Land | None, at: datetime) -> bool:
    """Whether it is open then; False where it states no hours."""
    return bool(openings) and hours_of(openings, land).is_open(at)


def _span(opening: Opening) -> Span:
    return _minute(opening.opens), _minute(opening.closes)


def _minute(time_of_day: str) -> int:
    hour, minute = map(int, time_of_day.split(":"))
    return hour * 60 + minute


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorts the spans; those that touch or overlap become one."""
    apart: list[Span] = []
    for begin, end in sorted(spans):
        if apart and begin <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((begin, end))
    return tuple(apart)
