"""When a partner can be reached: hours of the week at its seat, without the holidays of its Land."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.clock import BERLIN
from shared.contracts.vocabulary import Land
from shared.opening_hours import holidays_of

Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
"""As RFC 5545 and HSDS write them."""

WEEK: Final[tuple[Weekday, ...]] = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
LOOK_AHEAD: Final = 14
"""Days within which a next opening is looked for."""


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


def is_open(openings: Openings, land: Land | None, at: datetime) -> bool:
    here = at.astimezone(BERLIN)
    if _is_day_off(openings, land, here):
        return False
    return any(WEEK[here.weekday()] in each.days and each.opens <= f"{here:%H:%M}" < each.closes for each in openings)


def next_opening(openings: Openings, land: Land | None, after: datetime) -> datetime | None:
    """In the zone of `after`; None where there is none within two weeks."""
    here = after.astimezone(BERLIN)
    for days in range(LOOK_AHEAD):
        day = here + timedelta(days=days)
        if _is_day_off(openings, land, day):
            continue
        starts = [_on(day, each.opens) for each in openings if WEEK[day.weekday()] in each.days]
        if later := [start for start in starts if start > here]:
            return min(later).astimezone(after.tzinfo)
    return None


def _on(day: datetime, time_of_day: str) -> datetime:
    hour, minute = map(int, time_of_day.split(":"))
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _is_day_off(openings: Iterable[Opening], land: Land | None, day: datetime) -> bool:
    """Who opens on Sundays opens on holidays too."""
    if any("SU" in each.days for each in openings):
        return False
    return day.date() in holidays_of(land, day.year)
