"""The plan of an import: it is made and shown first, then carried out as a whole or not at all."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from services.referral.domain import entry_text
from services.referral.domain.entry_change import FieldChange, compare
from services.referral.domain.entry_text import Wrong
from services.referral.domain.partner import Partner

UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NO_ID: Final = "Die id muss eine UUID sein, oder leer für einen neuen Eintrag."
TWICE: Final = "Diese id steht schon weiter oben in der Datei."
MOST: Final = 20_000
"""Rows of one file at most."""


@dataclass(frozen=True)
class Row:
    """A row of the file. `number`: from 1. `texts`: new texts by field. `wrong`: by field, why it could not be read."""

    number: int
    partner_id: str
    texts: Mapping[str, list[str]] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RowFault:
    number: int
    sentences: Mapping[str, str]


@dataclass(frozen=True)
class Planned:
    """One entry that changes; `before` is None for a new entry."""

    after: Partner
    before: Partner | None
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Plan:
    planned: tuple[Planned, ...]
    unchanged: int
    faults: tuple[RowFault, ...]

    @property
    def is_possible(self) -> bool:
        return bool(self.planned) and not self.faults


def plan(rows: Iterable[Row], known: Mapping[str, Partner], blank: Callable[[str], Partner]) -> Plan:
    """Compares rows with entries; entries that the file does not have stay. `blank`: a new entry with that id, or with
    a new one for "".
    """
    planned, faults, unchanged, seen = list[Planned](), list[RowFault](), 0, set[str]()
    for row in rows:
        wrong = dict(row.wrong) or _wrong_id(row, seen)
        seen.add(row.partner_id)
        before = known.get(row.partner_id)
        if wrong:
            faults.append(RowFault(row.number, wrong))
            continue
        try:
            after = entry_text.read(row.texts, before or blank(row.partner_id))
        except Wrong as error:
            faults.append(RowFault(row.number, error.sentences))
            continue
        if changes := compare(before, after):
            planned.append(Planned(after, before, changes))
        else:
            unchanged += 1
    return Plan(tuple(planned), unchanged, tuple(faults))


def _wrong_id(row: Row, seen: set[str]) -> dict[str, str]:
    if row.partner_id and not UUID.fullmatch(row.partner_id):
        return {"id": NO_ID}
    return {"id": TWICE} if row.partner_id and row.partner_id in seen else {}
