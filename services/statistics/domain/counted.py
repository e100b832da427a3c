"""What a fact changes in the tables, and what many facts change together."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from services.statistics.domain import contributions
from services.statistics.domain.contributions import NOTHING, Cell, Contribution, changes
from services.statistics.domain.tables import Population

Decide = Callable[[Contribution], Contribution]


class Codes(NamedTuple):
    """Where in the population's table something is counted."""

    row: str
    column: str


@dataclass(frozen=True)
class Counted:
    """Replaces what the subject adds. Once settled, its cells stay and it is forgotten.

    `subject` is one member of a population, `key` the case or contact whose erasure forgets it.
    """

    subject: str
    key: str
    decide: Decide
    settled: bool = False


@dataclass(frozen=True)
class Outcome:
    """By how much cells change; by subject its key and what it adds from now on; and which subjects are forgotten."""

    cells: Mapping[Cell, int]
    subjects: Mapping[str, tuple[str, Contribution]]
    forgotten: frozenset[str]


def combine(old: Mapping[str, Contribution], counted: Iterable[Counted]) -> Outcome:
    """What all changes do, one after the other; `old` is what each subject added before."""
    now: dict[str, Contribution] = dict(old)
    keys: dict[str, str] = {}
    cells: Counter[Cell] = Counter()
    for each in counted:
        before = now.get(each.subject, NOTHING)
        after = each.decide(before)
        cells.update(changes(before, after))
        now[each.subject] = NOTHING if each.settled else after
        keys[each.subject] = each.key
    kept = {name: (key, now[name]) for name, key in keys.items() if now[name] != NOTHING}
    subjects = {name: known for name, known in kept.items() if now[name] != old.get(name)}
    forgotten = frozenset(name for name in keys if name in old and name not in kept)
    return Outcome({cell: n for cell, n in cells.items() if n}, subjects, forgotten)


def begins(
    population: Population,
    member_id: str,
    key: str,
    cell: Codes,
    at: datetime,
    *,
    ends: bool = False,
    moved_as: Population | None = None,
) -> Counted:
    """A member of the population is counted from now on, in the quarter of `at`. `ends`: nothing follows.

    `moved_as`: the population as of which later facts move it, where they do not tell its own.
    """
    first = contributions.one(population, at, *cell)
    subject = _subject(moved_as or population, member_id)
    return Counted(subject, key, lambda old: old._replace(cells=first.cells), ends)


def begins_again(population: Population, member_id: str, key: str, cell: Codes, at: datetime) -> Counted:
    """As `begins`; one that is known already keeps its quarter and row. It stands for itself then."""
    first = contributions.one(population, at, *cell)

    def decide(old: Contribution) -> Contribution:
        again = contributions.moved(old, column=cell.column) if old.cells else first
        return contributions.stands_for(again, itself=True)

    return Counted(_subject(population, member_id), key, decide)


def moves(population: Population, member_id: str, key: str, *, ends: bool = False, **codes: str) -> Counted:
    """To another `row`, another `column`, or both, of the table that has it. What was never counted is not now."""
    return Counted(_subject(population, member_id), key, lambda old: contributions.moved(old, **codes), ends)


def stands(population: Population, member_id: str, key: str, *, for_itself: bool) -> Counted:
    """Whether it is counted, or another member in its place; also of one of which nothing else is known yet."""
    return Counted(_subject(population, member_id), key, lambda old: contributions.stands_for(old, itself=for_itself))


def _subject(population: Population, member_id: str) -> str:
    return f"{population}:{member_id}"
