"""Periods by § 43 StPO and §§ 187, 188 BGB: the day of the event does not count, a period ends with its last day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.day import months_after
from shared.deadlines.working_days import end_by_law, last_open_until


@dataclass(frozen=True)
class Days:
    number: int

    def after(self, day: date) -> date:
        return day + timedelta(days=self.number)

    def before(self, day: date) -> date:
        return day - timedelta(days=self.number)


@dataclass(frozen=True)
class Weeks:
    number: int

    def after(self, day: date) -> date:
        return day + timedelta(weeks=self.number)

    def before(self, day: date) -> date:
        return day - timedelta(weeks=self.number)


@dataclass(frozen=True)
class Months:
    number: int

    def after(self, day: date) -> date:
        """The same day of a later month, or that month's last day where it is shorter."""
        return months_after(day, self.number)

    def before(self, day: date) -> date:
        """The same day of an earlier month, or that month's last day where it is shorter."""
        return months_after(day, -self.number)


Length = Days | Weeks | Months
Stand = Literal["runs", "passed", "over"]
"""`passed`: the last safe day is over, while the law may still give some days."""


class Dates(BaseModel):
    """`safe_on` is the end without roll-over, `act_by` the last working day not after it.

    `legal_on` is the end by law: where the rule rolls over, the next working day after a weekend or a general holiday.
    The period is over only after that day.
    """

    model_config = ConfigDict(frozen=True)

    safe_on: date
    act_by: date
    legal_on: date

    def stand(self, today: date) -> Stand:
        return "runs" if today <= self.act_by else "passed" if today <= self.legal_on else "over"


def end_of(
    length: Length, starts_on: date, land: str | None, *, rolls_over: bool = True, suspended: timedelta = timedelta()
) -> Dates:
    """`land`: the authority's. While it is unknown (None), `act_by` is open in every Land, `legal_on` the latest.

    A period of a few days without any working day is to be acted on at once: `act_by` is never before its start.
    """
    raw = length.after(starts_on) + suspended
    act_by = max(last_open_until(raw, land), starts_on)
    return Dates(safe_on=raw, act_by=act_by, legal_on=end_by_law(raw, land) if rolls_over else raw)
