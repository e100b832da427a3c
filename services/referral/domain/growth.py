"""The growth of the network: the number of partners in the directory on certain days, by Land, level and category."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar

from services.referral.domain.entry_change import EntryChange
from services.referral.domain.entry_text import YES
from services.referral.domain.partner import Partner
from shared.clock import berlin_day
from shared.contracts.vocabulary import Land, Level, PartnerCategory
from shared.day import months_after

K = TypeVar("K", bound=Hashable)
MONTHS_AGO: Final = (24, 12, 6, 3, 0)
LISTED: Final = "listed"
"""The field of a change that says whether the entry is in the directory."""


@dataclass(frozen=True)
class Counts(Generic[K]):
    """Numbers by key, one for each of `Growth.days`; keys without any entry on any of the days are left out."""

    by_key: Mapping[K, Sequence[int]]


@dataclass(frozen=True)
class Growth:
    """Numbers of entries. `by_land`: by the partner's seat; None for a federal one, or where it is unknown."""

    days: Sequence[date]
    total: Sequence[int]
    by_land: Counts[Land | None]
    by_level: Counts[Level]
    by_category: Counts[PartnerCategory]


def growth(entries: Iterable[Partner], changes: Iterable[EntryChange], today: date) -> Growth:
    """`changes`: those that say whether an entry is listed, the earliest first.

    An entry without a first change in them was there before the history began. Each is counted under its values of
    today.
    """
    days = [months_after(today, -months) for months in MONTHS_AGO]
    history: dict[str, list[EntryChange]] = {}
    for change in changes:
        history.setdefault(change.partner_id, []).append(change)
    there = [
        (entry, [is_listed(entry, history.get(entry.partner_id, ()), day) for day in days])
        for entry in sorted(entries, key=lambda each: each.partner_id)
    ]
    return Growth(
        days=days,
        total=_sums([on for _, on in there], len(days)),
        by_land=_counts([(entry.land, on) for entry, on in there]),
        by_level=_counts([(entry.level, on) for entry, on in there]),
        by_category=_counts([(entry.category, on) for entry, on in there]),
    )


def is_listed(entry: Partner, history: Sequence[EntryChange], day: date) -> bool:
    """Whether the entry was in the directory at the end of that day."""
    state: bool | None = None
    for change in history:
        said = next((each for each in change.changes if each.field == LISTED), None)
        if said is None:
            continue
        if berlin_day(change.at) > day:
            return said.before == YES if state is None else state
        state = said.after == YES
    return entry.listed if state is None else state


def _counts(of: Sequence[tuple[K, Sequence[bool]]]) -> Counts[K]:
    grouped: dict[K, list[Sequence[bool]]] = {}
    for key, on in of:
        grouped.setdefault(key, []).append(on)
    summed = {key: _sums(rows, len(rows[0])) for key, rows in grouped.items()}
    return Counts({key: row for key, row in summed.items() if any(row)})


def _sums(rows: Sequence[Sequence[bool]], many: int) -> list[int]:
    return [sum(row[place] for row in rows) for place in range(many)]
