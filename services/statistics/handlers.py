"""Counting, reporting, and listening to the heartbeats."""

from collections.abc import Sequence
from datetime import datetime

from services.statistics import store
from services.statistics.domain.counted import Change, Counted, together
from services.statistics.domain.operations import Heartbeat, current
from services.statistics.domain.periods import Period, latest_closed
from services.statistics.domain.tables import Report, Table, report
from shared.bus import Transaction
from shared.errors import NotFound
from shared.store import Store


async def count(tx: Transaction, changes: Sequence[Change]) -> None:
    subjects = {change.subject for change in changes if isinstance(change, Counted)}
    await store.keep(tx, together(await store.contributions(tx, subjects), changes))


async def forget(tx: Transaction, key: str) -> None:
    """What was counted stays counted; that it was this case is forgotten."""
    await store.forget(tx, key)


async def live_report(of: Store, table: Table, now: datetime) -> Report:
    period = Period.holding(now, "year")
    return report(table, period, await store.counts(of, table, period.quarters))


async def frozen_report(of: Store, table: Table, period: Period | None, now: datetime) -> Report:
    """What the public sees: only closed periods of the table's one length, and for ever what was seen first."""
    if table.published is None:
        raise NotFound
    wanted = period or latest_closed(table.published, now)
    if wanted.length != table.published or not wanted.is_closed(now):
        raise NotFound
    if known := await store.find_frozen(of, table, wanted):
        return known
    made = report(table, wanted, await store.counts(of, table, wanted.quarters))
    if not made.is_publishable:
        raise NotFound
    await store.keep_frozen(of, made)
    return await store.find_frozen(of, table, wanted) or made


async def hear(of: Store, heartbeat: Heartbeat) -> None:
    await store.keep_heartbeat(of, heartbeat)


async def operations(of: Store, now: datetime) -> dict[str, list[Heartbeat]]:
    return current(await store.heartbeats(of), now)
