"""What each fact adds to which cell of its population's table: a quarter and coarse codes, never whom it counts."""

from datetime import datetime
from typing import Final, NamedTuple

from services.statistics.domain.periods import Period
from services.statistics.domain.states import DeadlineState, ReferralStep
from services.statistics.domain.tables import TABLE_OF, Population


class Cell(NamedTuple):
    table: str
    period: str
    row: str
    column: str


Contribution = frozenset[Cell]
NOTHING: Final[Contribution] = frozenset()


def changes(old: Contribution, new: Contribution) -> dict[Cell, int]:
    return dict.fromkeys(old - new, -1) | dict.fromkeys(new - old, +1)


def contact(reason: str, channel: str, at: datetime) -> Contribution:
    return _one(Population.CONTACT, at, reason, channel)


def contact_seen_as(old: Contribution, reason: str) -> Contribution:
    return frozenset(cell._replace(row=reason) for cell in old)


def case(land: str, target_group: str, at: datetime) -> Contribution:
    return _one(Population.CASE, at, land, target_group)


def triaged(old: Contribution, land: str, target_group: str) -> Contribution:
    """Replaces all that the case counted so far, in the quarter in which it was opened."""
    return frozenset(cell._replace(row=land, column=target_group) for cell in old)


def referral(partner_category: str, step: ReferralStep, at: datetime) -> Contribution:
    return _one(Population.REFERRAL, at, partner_category, step.code)


def delivery(old: Contribution, audience: str, result: str, at: datetime) -> Contribution:
    """How it ended last, in the quarter in which it first ended."""
    return moved(old, result) or _one(Population.DELIVERY, at, audience, result)


def deadline(old: Contribution, rule: str, at: datetime) -> Contribution:
    """A moved date is the same deadline, running again."""
    return moved(old, DeadlineState.SET) or _one(Population.DEADLINE, at, rule, DeadlineState.SET)


def moved(old: Contribution, state: str) -> Contribution:
    """The same rows and quarters in another column."""
    return frozenset(cell._replace(column=state) for cell in old)


def _one(population: Population, at: datetime, row: str, column: str) -> Contribution:
    return frozenset({Cell(TABLE_OF[population].name, str(Period.holding(at, "quarter")), row, column)})
