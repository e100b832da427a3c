"""The fixed tables, one for each population: no free query, and no table that gives another's hidden figures away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from services.statistics.domain.disclosure import hidden, with_totals
from services.statistics.domain.network import TOTAL, Key
from services.statistics.domain.periods import Length, Period
from services.statistics.domain.states import DeadlineState, DeliveryResult, ReferralState, ReferralStep
from shared.contracts.vocabulary import Audience, Channel, DeadlineRule, Land, PartnerCategory, Reason, TargetGroup
from shared.errors import NotFound

UNKNOWN = "unknown"
HIDDEN = "*"
Codes = tuple[str, ...]


class Population(StrEnum):
    """The members that a table counts.

    Two tables over one population would show what each of them hides (decision 15).
    """

    CASE = "case"
    CONTACT = "contact"
    REFERRAL = "referral"
    PREVENTION_REFERRAL = "prevention_referral"
    DEADLINE = "deadline"
    DELIVERY = "delivery"


class CellCount(NamedTuple):
    row: str
    column: str
    n: int


@dataclass(frozen=True)
class Table:
    """`merged` joins codes that are too fine to show; `published` is the one length of period that the public sees."""

    name: str
    population: Population
    rows: type[StrEnum]
    columns: type[StrEnum]
    merged: Mapping[str, str] = field(default_factory=dict)
    published: Length | None = None

    def figures(self, counts: Iterable[CellCount]) -> dict[Key, int]:
        """Returns every figure, with zeros and totals. A code that the table does not know is counted as `unknown`.

        Raises KeyError where the table has no `unknown`.
        """
        rows, columns = codes(self.rows), codes(self.columns)
        inner = {(row, column): 0 for row in rows for column in columns}
        for count in counts:
            column = self.merged.get(count.column, count.column)
            inner[_known(count.row, rows), _known(column, columns)] += count.n
        return with_totals(inner)


@dataclass(frozen=True)
class Report:
    """The figures of a table in a period that may be shown. None: the figure is hidden."""

    table: Table
    period: Period
    shown: Mapping[Key, int | None]

    @property
    def is_publishable(self) -> bool:
        """Whether the sum is shown and is not 0.

        Without its sum a table shows nothing, and the sum may stand elsewhere.
        """
        return bool(self.shown[TOTAL, TOTAL])


def report(table: Table, period: Period, counts: Iterable[CellCount]) -> Report:
    figures = table.figures(counts)
    concealed = hidden(figures)
    return Report(table, period, {key: None if key in concealed else n for key, n in figures.items()})


def table_named(name: str) -> Table:
    """Returns the table of that name. Raises NotFound."""
    try:
        return TABLES[name]
    except KeyError:
        raise NotFound from None


def codes(kind: type[StrEnum]) -> Codes:
    return tuple(code.value for code in kind)


def _known(code: str, known: Codes) -> str:
    return code if code in known else UNKNOWN


def one_for_each_population(*tables: Table) -> Mapping[Population, Table]:
    """Returns the tables by population.

    Raises ValueError for a population with two tables or with none, and for two tables of one name.
    """
    found = {table.population: table for table in tables}
    if len(found) < len(tables) or set(found) != set(Population):
        raise ValueError("each population has exactly one table")
    if len({table.name for table in tables}) < len(tables):
        raise ValueError("two tables have one name")
    return found


TABLE_OF: Final = one_for_each_population(
    Table("cases", Population.CASE, Land, TargetGroup, published="year"),
    Table("contacts", Population.CONTACT, Reason, Channel, published="quarter"),
    Table(
        "referrals",
        Population.REFERRAL,
        PartnerCategory,
        ReferralState,
        merged={step.code: step.column for step in ReferralStep},
        published="year",
    ),
    Table(
        "prevention_referrals",
        Population.PREVENTION_REFERRAL,
        PartnerCategory,
        ReferralState,
        merged={step.code: step.column for step in ReferralStep},
        published="year",
    ),
    Table("deadlines", Population.DEADLINE, DeadlineRule, DeadlineState),
    Table("deliveries", Population.DELIVERY, Audience, DeliveryResult),
)
TABLES: Final = {table.name: table for table in TABLE_OF.values()}
