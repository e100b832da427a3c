"""A case or contact was erased."""

from services.statistics import store
from shared.bus import Transaction


async def forget(tx: Transaction, key: str) -> None:
    """What was counted stays counted; that it was this case or contact is known no longer."""
    await store.remove_contributions(tx, key)
