"""Counting, reporting, and listening to the heartbeats."""

from datetime import datetime

from services.statistics import store
from services.statistics.domain import contributions
from services.statistics.domain.operations import Heartbeat, current
from services.statistics.domain.periods import Period, latest_closed
from services.statistics.domain.tables import Report, Table, report
from shared.bus import Tx
from shared.errors import NotFound
from shared.store import Store


async def count_contact(tx: Tx, contact_id: str, reason: str, channel: str, at: datetime) -> None:
    await store.update(tx, f"contact:{contact_id}", contact_id, lambda _: contributions.contact(reason, channel, at))


async def see_contact_as(tx: Tx, contact_id: str, reason: str) -> None:
    await store.update(tx, f"contact:{contact_id}", contact_id, lambda old: contributions.contact_seen_as(old, reason))


async def count_case(tx: Tx, case_id: str, land: str, target_group: str, at: datetime) -> None:
    await store.update(tx, f"case:{case_id}", case_id, lambda _: contributions.case(land, target_group, at))


async def count_triaged(tx: Tx, case_id: str, land: str, target_group: str) -> None:
    await store.update(tx, f"case:{case_id}", case_id, lambda old: contributions.triaged(old, land, target_group))


async def count_referral(tx: Tx, referral_id: str, case_id: str, partner_category: str, at: datetime) -> None:
    await store.update(tx, f"referral:{referral_id}", case_id, lambda _: contributions.referral(partner_category, at))


async def move_referral(tx: Tx, referral_id: str, case_id: str, state: str) -> None:
    await store.update(
        tx,
        f"referral:{referral_id}",
        case_id,
        lambda old: contributions.moved(old, state),
        settled=state in contributions.SETTLED,
    )


async def count_deadline(tx: Tx, deadline_id: str, case_id: str, rule: str, at: datetime) -> None:
    await store.update(tx, f"deadline:{deadline_id}", case_id, lambda old: contributions.deadline(old, rule, at))


async def move_deadline(tx: Tx, deadline_id: str, case_id: str, state: str) -> None:
    await store.update(tx, f"deadline:{deadline_id}", case_id, lambda old: contributions.moved(old, state))


async def count_delivery(tx: Tx, audience: str, result: str, at: datetime) -> None:
    await store.add(tx, contributions.delivery(audience, result, at))


async def forget(tx: Tx, key: str) -> None:
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
