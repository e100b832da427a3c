"""Periods of weeks and months by § 43 StPO: the day of the event does not count, a period ends with its last day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from services.notification.domain.working_days import first_open_from, last_open_until


@dataclass(frozen=True)
class Weeks:
    number: int

    def after(self, day: date) -> date:
        return day + timedelta(weeks=self.number)


@dataclass(frozen=True)
class Months:
    number: int

    def after(self, day: date) -> date:
        """The day of the same number; where the month has none, its last day."""
        years, month = divmod(day.month - 1 + self.number, 12)
        year = day.year + years
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Dates(BaseModel):
    """`safe_on` is the end without roll-over, `act_by` the last working day not after it.

    `legal_on` is the end by § 43 (2) StPO: the next working day where it falls on a weekend or a general holiday.
    """

    model_config = ConfigDict(frozen=True)

    safe_on: date
    act_by: date
    legal_on: date


def end_of(length: Weeks | Months, starts_on: date, land: str | None) -> Dates:
    """`land` is that of the authority; None: it is unknown, and each date is the earliest that any Land gives."""
    raw = length.after(starts_on)
    return Dates(safe_on=raw, act_by=last_open_until(raw, land), legal_on=first_open_from(raw, land))
