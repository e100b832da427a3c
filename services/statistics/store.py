"""The collections of statistics: cells, what each subject still adds to them, frozen reports, and heartbeats."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from services.statistics.domain.contributions import Cell, Contribution
from services.statistics.domain.network import Key
from services.statistics.domain.operations import Heartbeat
from services.statistics.domain.periods import Period
from services.statistics.domain.table_changes import CombinedChange, TableChange, combine
from services.statistics.domain.tables import CellCount, Report, Table
from shared.bus import Transaction
from shared.store import RETENTION, DeleteOne, Document, Index, InsertOne, Store, UpdateOne, saved

CELLS: Final = "cells"
CONTRIBUTIONS: Final = "contributions"
FROZEN: Final = "frozen"
HEARTBEATS: Final = "heartbeats"
SCHEMA: Final = 1

INDEXES: Final = {
    CELLS: [Index(("table", "period"))],
    CONTRIBUTIONS: [Index(("key",))],
    FROZEN: [],
    HEARTBEATS: [Index(("at",), expires=24 * 3600)],
}


async def apply_changes(tx: Transaction, changes: Sequence[TableChange]) -> None:
    """Applies the changes together, in their order, with three commands however many there are."""
    before = await contributions(tx, {change.subject for change in changes})
    await _save(tx, combine(before, changes), before.keys())


async def forget(tx: Transaction, key: str) -> None:
    """Forgets whose contributions those of an erased case or contact were. The cells stay as they are counted."""
    await tx[CONTRIBUTIONS].delete_many({"key": key}, session=tx.session)


async def contributions(tx: Transaction, subjects: Collection[str]) -> dict[str, Contribution]:
    """Returns the contribution of each subject that has one."""
    if not subjects:
        return {}
    wanted = {"_id": {"$in": list(subjects)}}
    shown = {"cells": 1, "elsewhere": 1}
    found = tx[CONTRIBUTIONS].find(wanted, shown, batch_size=len(subjects) + 1, session=tx.session)
    return {row["_id"]: _read(row) for row in await found.to_list(None)}


async def _save(tx: Transaction, outcome: CombinedChange, known: Collection[str]) -> None:
    if outcome.cells:
        cells = [_changed(cell, by) for cell, by in sorted(outcome.cells.items())]
        await tx[CELLS].bulk_write(cells, session=tx.session)
    if outcome.subjects or outcome.forgotten:
        written = [
            _written(name, key, adds, tx.now, is_new=name not in known)
            for name, (key, adds) in outcome.subjects.items()
        ]
        gone = [DeleteOne({"_id": name}) for name in outcome.forgotten]
        await tx[CONTRIBUTIONS].bulk_write([*written, *gone], ordered=False, session=tx.session)


async def read_cells(store: Store, table: Table, quarters: Collection[str]) -> list[CellCount]:
    found = store[CELLS].find({"table": table.name, "period": {"$in": list(quarters)}, "n": {"$ne": 0}})
    return [CellCount(cell["row"], cell["column"], cell["n"]) async for cell in found]


async def freeze(store: Store, report: Report) -> None:
    """Stores the report, unless there is one of that table and period: the first one stays as it is, for ever."""
    where = {"_id": _frozen_id(report.table, report.period)}
    shown = [[*key, n] for key, n in sorted(report.shown.items())]
    await store[FROZEN].update_one(where, {"$setOnInsert": {"shown": shown, "schema": SCHEMA}}, upsert=True)


async def find_frozen(store: Store, table: Table, period: Period) -> Report | None:
    found = await store[FROZEN].find_one({"_id": _frozen_id(table, period)})
    if found is None:
        return None
    shown: dict[Key, int | None] = {(row, column): n for row, column, n in found["shown"]}
    return Report(table, period, shown)


async def put_heartbeat(store: Store, heartbeat: Heartbeat) -> None:
    where = {"_id": f"{heartbeat.service}/{heartbeat.instance}"}
    await store[HEARTBEATS].replace_one(where, heartbeat.model_dump() | {"schema": SCHEMA}, upsert=True)


async def heartbeats(store: Store) -> list[Heartbeat]:
    return [Heartbeat.model_validate(found) async for found in store[HEARTBEATS].find().sort("_id", 1)]


def _frozen_id(table: Table, period: Period) -> str:
    return f"{table.name}|{period}"


def _changed(cell: Cell, by: int) -> UpdateOne:
    change = {"$inc": {"n": by}, "$setOnInsert": {**cell._asdict(), "schema": SCHEMA}}
    return UpdateOne({"_id": "|".join(cell)}, change, upsert=True)


def _read(row: Document) -> Contribution:
    """Reads a stored contribution, also one of an earlier release, in which each subject stood for itself."""
    return Contribution(frozenset(Cell(*cell) for cell in row["cells"]), row.get("elsewhere", False))


def _written(
    subject: str, key: str, adds: Contribution, now: datetime, *, is_new: bool
) -> InsertOne[Document] | UpdateOne:
    """Returns the write of a contribution.

    A new one is inserted, which is cheaper than an upsert; where another transaction inserted it meanwhile, the unit of
    work runs again.
    """
    fields = {"key": key, "cells": [list(cell) for cell in sorted(adds.cells)], "elsewhere": adds.elsewhere}
    change = saved(fields, schema=SCHEMA, erase_after=now + RETENTION)
    if is_new:
        return InsertOne({"_id": subject, **change["$set"], **change["$inc"]})
    return UpdateOne({"_id": subject}, change)
