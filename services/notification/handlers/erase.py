"""Erases all that is stored of a case or contact."""

from services.notification.store import DEADLINES, DELIVERIES, SAFE_CONTACTS
from shared import assignments
from shared.bus import Transaction


async def erase(tx: Transaction, key: str) -> None:
    await SAFE_CONTACTS.remove(tx, id=key)
    await DELIVERIES.remove(tx, key=key)
    await DEADLINES.remove(tx, case_id=key)
    await assignments.forget(tx, key)
