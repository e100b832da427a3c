"""How today's services read each kind of document: each reader says how many of those given it understood."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from services.intake import store as intake
from services.notification import store as notification
from services.referral import store as referral
from services.statistics import store as statistics
from services.statistics.domain.tables import TABLES
from shared import assignments
from shared.bus import Transaction
from shared.bus.write import effects as dispatch
from shared.bus.write import ledger
from shared.contracts.cloudevent import decode
from shared.contracts.upcasts import read
from shared.store import Document, Repository

Reader = Callable[[Transaction, Sequence[Document]], Awaitable[int]]


async def of_repository(records: Repository[Any], tx: Transaction, given: Sequence[Document]) -> int:
    return len(await records.all(tx))


async def cells(tx: Transaction, given: Sequence[Document]) -> int:
    quarters = {each["period"] for each in given}
    counts = [each for table in TABLES.values() for each in await statistics.read_cells(tx.store, table, quarters)]
    return len(counts) + sum(1 for each in given if each["n"] == 0)


async def contributions(tx: Transaction, given: Sequence[Document]) -> int:
    return len(await statistics.contributions(tx, [each["_id"] for each in given]))


async def heartbeats(tx: Transaction, given: Sequence[Document]) -> int:
    return len(await statistics.heartbeats(tx.store))


async def assigned(tx: Transaction, given: Sequence[Document]) -> int:
    return len([each for each in given if await assignments.is_known(tx, each["_id"])])


async def ledgers(tx: Transaction, given: Sequence[Document]) -> int:
    found = await ledger.load(tx.store, [each["_id"] for each in given], tx.session)
    return len([each for each in given if found[each["_id"]].issued == each["issued"]])


async def outbox(tx: Transaction, given: Sequence[Document]) -> int:
    said = [decode(each["body"]) for each in given]
    return len([read(each.type, each.data) for each in said])


async def dispatches(tx: Transaction, given: Sequence[Document]) -> int:
    return len([dispatch.read(each) for each in given])


BUS: Final[dict[str, Reader]] = {"ledger": ledgers, "outbox": outbox, "dispatches": dispatches, "assignments": assigned}
READERS: Final[Mapping[str, Mapping[str, Reader]]] = {
    "intake": BUS
    | {
        records.name: partial(of_repository, records)
        for records in (
            intake.CONTACTS,
            intake.CASES,
            intake.MESSAGES,
            intake.SAFE_CONTACTS,
            intake.HANDOVERS,
            intake.CONSENTS,
            intake.PROGRESS,
            intake.PARTNERS,
            intake.ACCEPTANCES,
        )
    },
    "referral": BUS
    | {
        records.name: partial(of_repository, records)
        for records in (
            referral.PARTNERS,
            referral.ACCESS,
            referral.CASES,
            referral.MATCHINGS,
            referral.HANDOVERS,
            referral.REFERRALS,
            referral.PACKAGES,
            referral.PROCEEDINGS,
        )
    },
    "notification": BUS
    | {
        records.name: partial(of_repository, records)
        for records in (notification.SAFE_CONTACTS, notification.DELIVERIES, notification.DEADLINES)
    },
    "statistics": BUS | {"cells": cells, "contributions": contributions, "heartbeats": heartbeats},
}
WITHOUT_MODEL: Final = frozenset(
    {"audit", "audit_head", "foreign", "gaps", "leases", "marks", "redrives", "restored", "signed_out", "stops"}
)
"""Read field by field where they are used, by the bus, by the chain of looks and by signing in."""
