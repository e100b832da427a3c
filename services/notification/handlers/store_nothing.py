"""Ends an effect that leaves nothing to store: only that it is done is kept."""

from shared.bus import Transaction


async def store_nothing(tx: Transaction) -> None:
    """Stores nothing: the effect was carried out, or there is no more to say, or nobody waits for it."""
