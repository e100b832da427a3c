"""When a partner can be reached: hours of the week, as its entry says them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.contracts.vocabulary import Land
from shared.opening_hours import OpeningHours, Span

Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
"""As RFC 5545 and HSDS write them."""

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
    """Without the holidays of its Land, unless it opens on Sundays too; office hours where it tells none."""
    if not openings:
        return OpeningHours(land)
    week = tuple(_apart(_span(each) for each in openings if day in each.days) for day in WEEK)
    return OpeningHours(land, week, on_holidays=bool(week[-1]))


def is_open(openings: Openings, land: Land | None, at: datetime) -> bool:
    """Of one that tells no hours it is not known."""
    return bool(openings) and hours_of(openings, land).is_open(at)


def _span(opening: Opening) -> Span:
    return _minute(opening.opens), _minute(opening.closes)


def _minute(time_of_day: str) -> int:
    hour, minute = map(int, time_of_day.split(":"))
    return hour * 60 + minute


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In their order; those that touch or overlap are one."""
    apart: list[Span] = []
    for begin, end in sorted(spans):
        if apart and begin <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((begin, end))
    return tuple(apart)
