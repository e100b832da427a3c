"""Reports on a table over a period, as it may be shown."""

from datetime import datetime

from services.statistics.domain.periods import Period, latest_closed
from services.statistics.domain.tables import Report, Table, report
from services.statistics.store import find_frozen, freeze, read_cells
from shared.errors import NotFound
from shared.store import Store


async def live_report(store: Store, table: Table, now: datetime) -> Report:
    """Reports on the running year, for staff."""
    period = Period.holding(now, "year")
    return report(table, period, await read_cells(store, table, period.quarters))


async def frozen_report(store: Store, table: Table, period: Period | None, now: datetime) -> Report:
    """Reports on a closed period as the public saw it first; without `period`, on the latest.

    Raises NotFound where the table is not published, for a period of another length or not closed yet, and for one
    whose sum is 0 or must be hidden.
    """
    if table.published is None:
        raise NotFound
    wanted = period or latest_closed(table.published, now)
    if wanted.length != table.published or not wanted.is_closed(now):
        raise NotFound
    if known := await find_frozen(store, table, wanted):
        return known
    made = report(table, wanted, await read_cells(store, table, wanted.quarters))
    if not made.is_publishable:
        raise NotFound
    await freeze(store, made)
    return await find_frozen(store, table, wanted) or made
