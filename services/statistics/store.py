"""Cells, what each subject still adds to them, frozen reports and heartbeats."""

from collections.abc import Callable, Collection
from dataclasses import asdict, fields
from typing import Final

from services.statistics.domain.contributions import NOTHING, Cell, Contribution, changes
from services.statistics.domain.network import Key
from services.statistics.domain.operations import Heartbeat
from services.statistics.domain.periods import Period
from services.statistics.domain.tables import Count, Report, Table
from shared.bus import Tx
from shared.store import KEPT, Document, Index, Store, saved

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


async def add(tx: Tx, counted: Contribution) -> None:
    await _change_cells(tx, changes(NOTHING, counted))


async def update(
    tx: Tx, subject: str, key: str, decide: Callable[[Contribution], Contribution], *, settled: bool = False
) -> None:
    """Replaces what the subject adds; once settled, its cells stay and it is forgotten."""
    found = await tx[CONTRIBUTIONS].find_one({"_id": subject}, session=tx.session)
    old = frozenset(Cell(*cell) for cell in found["cells"]) if found else NOTHING
    new = decide(old)
    await _change_cells(tx, changes(old, new))
    if settled:
        await tx[CONTRIBUTIONS].delete_one({"_id": subject}, session=tx.session)
    elif new != old:
        kept = {"key": key, "cells": [list(cell) for cell in sorted(new)]}
        change = saved(kept, schema=SCHEMA, erase_after=tx.now + KEPT)
        await tx[CONTRIBUTIONS].update_one({"_id": subject}, change, upsert=True, session=tx.session)


async def forget(tx: Tx, key: str) -> None:
    await tx[CONTRIBUTIONS].delete_many({"key": key}, session=tx.session)


async def counts(store: Store, table: Table, quarters: Collection[str]) -> list[Count]:
    found = store[CELLS].find({"table": table.name, "period": {"$in": list(quarters)}, "n": {"$ne": 0}})
    return [Count(cell["row"], cell["column"], cell["n"]) async for cell in found]


async def keep_frozen(store: Store, report: Report) -> None:
    """The first one kept stays as it is, for ever."""
    where = {"_id": _frozen_id(report.table, report.period)}
    shown = [[*key, n] for key, n in sorted(report.shown.items())]
    await store[FROZEN].update_one(where, {"$setOnInsert": {"shown": shown, "schema": SCHEMA}}, upsert=True)


async def find_frozen(store: Store, table: Table, period: Period) -> Report | None:
    found = await store[FROZEN].find_one({"_id": _frozen_id(table, period)})
    if found is None:
        return None
    shown: dict[Key, int | None] = {(row, column): n for row, column, n in found["shown"]}
    return Report(table, period, shown)


async def keep_heartbeat(store: Store, heartbeat: Heartbeat) -> None:
    where = {"_id": f"{heartbeat.service}/{heartbeat.instance}"}
    await store[HEARTBEATS].replace_one(where, asdict(heartbeat) | {"schema": SCHEMA}, upsert=True)


async def heartbeats(store: Store) -> list[Heartbeat]:
    return [_heartbeat(found) async for found in store[HEARTBEATS].find().sort("_id", 1)]


def _heartbeat(found: Document) -> Heartbeat:
    told = {field.name: found[field.name] for field in fields(Heartbeat)}
    return Heartbeat(**told | {"stopped": tuple(found["stopped"])})


def _frozen_id(table: Table, period: Period) -> str:
    return f"{table.name}|{period}"


async def _change_cells(tx: Tx, differences: dict[Cell, int]) -> None:
    for cell, difference in differences.items():
        named = cell._asdict()
        change = {"$inc": {"n": difference}, "$setOnInsert": {**named, "schema": SCHEMA}}
        await tx[CELLS].update_one({"_id": "|".join(cell)}, change, upsert=True, session=tx.session)
