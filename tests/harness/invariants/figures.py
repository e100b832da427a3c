"""I11: the figures equal a count from zero, made here a second time without store and bus."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from services.statistics.domain.contributions import NOTHING, Cell, Contribution
from services.statistics.domain.table_changes import TableChange
from services.statistics.subscriptions import changes_by_type
from shared.bus import Event
from shared.contracts.upcasts import Unreadable, read
from tests.harness.invariants.finding import Finding
from tests.harness.invariants.snapshot import Said, Snapshot


def equal_a_rebuild(snapshot: Snapshot) -> Iterator[Finding]:
    """Compares the figures with a rebuild; after an erasure they may exceed it, since the events are gone."""
    rebuilt, kept = rebuild(snapshot), Counter[Cell]()
    for row in snapshot.rows("statistics", "cells"):
        kept[Cell(row["table"], row["period"], row["row"], row["column"])] += row["n"]
    erased = any(snapshot.erased(service) for service in snapshot.stores)
    for cell in sorted(rebuilt.keys() | kept.keys()):
        more = kept[cell] - rebuilt[cell]
        if more < 0 or (more > 0 and not erased):
            yield Finding(f"{'|'.join(cell)} is {kept[cell]}, counted again {rebuilt[cell]}")


def rebuild(snapshot: Snapshot) -> Counter[Cell]:
    subjects: dict[str, Contribution] = {}
    cells = Counter[Cell]()
    for service in ("intake", "referral", "notification"):
        for said in snapshot.said(service):
            change = _change(said)
            if change:
                subjects[change.subject] = change.decide(subjects.get(change.subject, NOTHING))
    for contribution in subjects.values():
        cells.update(contribution.adds)
    return cells


def _change(said: Said) -> TableChange | None:
    """Returns the change that an event makes; None for one that counts nothing or that today's release cannot read."""
    envelope: Event[Any] = said.envelope
    try:
        message = read(envelope.type, envelope.data)
    except Unreadable:
        return None
    change_of = changes_by_type().get(type(message))
    return change_of(replace(envelope, data=message)) if change_of else None
