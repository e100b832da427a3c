"""What each fact adds to which cell. A cell knows a quarter and coarse codes, never whom it counted."""

from datetime import datetime
from typing import NamedTuple

from services.statistics.domain.periods import Period


class Cell(NamedTuple):
    table: str
    period: str
    row: str
    column: str


Contribution = frozenset[Cell]
NOTHING: Contribution = frozenset()
SETTLED = {"completed", "declined", "returned", "failed", "expired", "recalled"}


def changes(old: Contribution, new: Contribution) -> dict[Cell, int]:
    return dict.fromkeys(old - new, -1) | dict.fromkeys(new - old, +1)


def contact(reason: str, channel: str, at: datetime) -> Contribution:
    return frozenset({Cell("contacts", _quarter(at), reason, channel)})


def contact_seen_as(old: Contribution, reason: str) -> Contribution:
    return frozenset(cell._replace(row=reason) for cell in old)


def case(land: str, target_group: str, at: datetime) -> Contribution:
    return frozenset({Cell("cases", _quarter(at), land, target_group)})


def triaged(old: Contribution, land: str, target_group: str) -> Contribution:
    """Replaces all that the case counted so far, in the quarter in which it was opened."""
    return frozenset(Cell("cases", quarter, land, target_group) for quarter in {cell.period for cell in old})


def referral(partner_category: str, at: datetime) -> Contribution:
    return frozenset({Cell("referrals", _quarter(at), partner_category, "sent")})


def delivery(audience: str, result: str, at: datetime) -> Contribution:
    return frozenset({Cell("deliveries", _quarter(at), audience, result)})


def deadline(old: Contribution, rule: str, at: datetime) -> Contribution:
    """A moved date is the same deadline, running again."""
    return moved(old, "set") or frozenset({Cell("deadlines", _quarter(at), rule, "set")})


def moved(old: Contribution, state: str) -> Contribution:
    return frozenset(cell._replace(column=state) for cell in old)


def _quarter(at: datetime) -> str:
    return str(Period.holding(at, "quarter"))
