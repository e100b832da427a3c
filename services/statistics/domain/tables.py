"""The fixed tables: no free query, and no two over the same population, so that none gives another away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from services.statistics.domain.disclosure import hidden, with_totals
from services.statistics.domain.network import TOTAL, Key
from services.statistics.domain.periods import Length, Period
from shared.contracts.vocabulary import Audience, Channel, DeadlineRule, Land, PartnerCategory, Reason, TargetGroup
from shared.errors import NotFound

UNKNOWN = "unknown"
HIDDEN = "*"
Codes = tuple[str, ...]


class ReferralState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    COMPLETED = "completed"
    NOT_TAKEN = "not_taken"
    RECALLED = "recalled"


class DeliveryResult(StrEnum):
    SENT = "sent"
    SUPPRESSED = "suppressed"
    FAILED = "failed"


class DeadlineState(StrEnum):
    SET = "set"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Count(NamedTuple):
    row: str
    column: str
    n: int


@dataclass(frozen=True)
class Table:
    """`published` is the one length of period in which the public sees it; `merged` joins columns too fine to show."""

    name: str
    rows: type[StrEnum]
    columns: type[StrEnum]
    merged: Mapping[str, str] = field(default_factory=dict)
    published: Length | None = None

    def figures(self, counts: Iterable[Count]) -> dict[Key, int]:
        rows, columns = codes(self.rows), codes(self.columns)
        inner = {(row, column): 0 for row in rows for column in columns}
        for count in counts:
            column = self.merged.get(count.column, count.column)
            inner[_known(count.row, rows), _known(column, columns)] += count.n
        return with_totals(inner)


@dataclass(frozen=True)
class Report:
    """What may be shown of a table in a period; None where a figure is hidden."""

    table: Table
    period: Period
    shown: Mapping[Key, int | None]

    @property
    def is_empty(self) -> bool:
        return self.shown[TOTAL, TOTAL] == 0

    @property
    def is_publishable(self) -> bool:
        """A table whose very sum must be hidden tells nothing, and its sum may stand elsewhere."""
        return bool(self.shown[TOTAL, TOTAL])


def report(table: Table, period: Period, counts: Iterable[Count]) -> Report:
    figures = table.figures(counts)
    concealed = hidden(figures)
    return Report(table, period, {key: None if key in concealed else n for key, n in figures.items()})


def table_named(name: str) -> Table:
    try:
        return TABLES[name]
    except KeyError:
        raise NotFound from None


def codes(words: type[StrEnum]) -> Codes:
    return tuple(word.value for word in words)


def _known(code: str, known: Codes) -> str:
    return code if code in known else UNKNOWN


REFERRAL_STATES_MERGED = {
    "sent": "open",
    "delivered": "open",
    "overdue": "open",
    "contacted": "accepted",
    "declined": "not_taken",
    "returned": "not_taken",
    "failed": "not_taken",
    "expired": "not_taken",
}

TABLES = {
    table.name: table
    for table in (
        Table("cases", Land, TargetGroup, published="year"),
        Table("contacts", Reason, Channel, published="quarter"),
        Table("referrals", PartnerCategory, ReferralState, REFERRAL_STATES_MERGED, published="year"),
        Table("deadlines", DeadlineRule, DeadlineState),
        Table("deliveries", Audience, DeliveryResult),
    )
}
