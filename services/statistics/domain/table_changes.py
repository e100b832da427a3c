"""The change that one fact makes in the tables, and the sum of many such changes."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from services.statistics.domain import contributions
from services.statistics.domain.contributions import NOTHING, Cell, Contribution, changes
from services.statistics.domain.tables import Population

Decide = Callable[[Contribution], Contribution]


class CellCodes(NamedTuple):
    """The codes of a row and a column in a population's table."""

    row: str
    column: str


@dataclass(frozen=True)
class TableChange:
    """A change of what one subject adds: `decide` makes its new contribution of the old one.

    `subject` is one member of a population, `key` the case or contact whose erasure forgets it. `settled`: nothing can
    follow, so the subject is forgotten while its cells stay as they are counted.
    """

    subject: str
    key: str
    decide: Decide
    settled: bool = False


@dataclass(frozen=True)
class CombinedChange:
    """The sum of many changes.

    `cells`: by how much each changes; `subjects`: the key of each and what it adds from now on; `forgotten`: subjects
    that add nothing any more or are settled.
    """

    cells: Mapping[Cell, int]
    subjects: Mapping[str, tuple[str, Contribution]]
    forgotten: frozenset[str]


def combine(old: Mapping[str, Contribution], changed: Iterable[TableChange]) -> CombinedChange:
    """Sums the changes up, applied one after the other. `old` is what each subject added before."""
    now: dict[str, Contribution] = dict(old)
    keys: dict[str, str] = {}
    cells: Counter[Cell] = Counter()
    for each in changed:
        before = now.get(each.subject, NOTHING)
        after = each.decide(before)
        cells.update(changes(before, after))
        now[each.subject] = NOTHING if each.settled else after
        keys[each.subject] = each.key
    kept = {name: (key, now[name]) for name, key in keys.items() if now[name] != NOTHING}
    subjects = {name: known for name, known in kept.items() if now[name] != old.get(name)}
    forgotten = frozenset(name for name in keys if name in old and name not in kept)
    return CombinedChange({cell: n for cell, n in cells.items() if n}, subjects, forgotten)


def begins(
    population: Population,
    member_id: str,
    key: str,
    cell: CellCodes,
    at: datetime,
    *,
    ends: bool = False,
    moved_as: Population | None = None,
) -> TableChange:
    """Counts a member of the population from now on, in the quarter of `at`.

    A member that another one stands for stays uncounted. `ends`: nothing follows. `moved_as`: the population that later
    facts about the member name, where they cannot tell its own; they move it in the table that counts it.
    """
    first = contributions.one(population, at, *cell)
    subject = _subject(moved_as or population, member_id)
    return TableChange(subject, key, lambda old: old._replace(cells=first.cells), ends)


def begins_again(population: Population, member_id: str, key: str, cell: CellCodes, at: datetime) -> TableChange:
    """Counts a member as `begins` does; one that is known already keeps its quarter and row, and moves to the column.

    Either way it stands for itself from now on.
    """
    first = contributions.one(population, at, *cell)

    def decide(old: Contribution) -> Contribution:
        again = contributions.moved(old, column=cell.column) if old.cells else first
        return contributions.stands_for(again, itself=True)

    return TableChange(_subject(population, member_id), key, decide)


def moves(population: Population, member_id: str, key: str, *, ends: bool = False, **codes: str) -> TableChange:
    """Moves a member to another `row`, another `column`, or both, in the table that counts it. `ends`: nothing follows.

    A member that was never counted stays so.
    """
    return TableChange(_subject(population, member_id), key, lambda old: contributions.moved(old, **codes), ends)


def stands(population: Population, member_id: str, key: str, *, for_itself: bool) -> TableChange:
    """Counts a member for itself, or not at all because another member stands for it.

    This also holds for a member of which nothing else is known yet, once it begins.
    """
    return TableChange(
        _subject(population, member_id), key, lambda old: contributions.stands_for(old, itself=for_itself)
    )


def _subject(population: Population, member_id: str) -> str:
    return f"{population}:{member_id}"
