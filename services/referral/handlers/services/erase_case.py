"""Erases a case: its key, its states, and the data that the bus keeps of it."""

from services.referral.store import OF_A_CASE
from shared import assignments
from shared.bus import Transaction
from shared.failpoint import failpoint
from shared.sealing import KeyStore


async def erase_case(tx: Transaction, keys: KeyStore, case_id: str) -> None:
    """Erases the key first: without it a package that is left over cannot be read, and the key cannot come back."""
    await keys.erase(case_id)
    failpoint("erase.after_key")
    await forget_case(case_id, tx)


async def forget_case(case_id: str, tx: Transaction) -> None:
    """Erases all but the key; may run again."""
    tx.erase(case_id)
    for repository in OF_A_CASE:
        await repository.remove(tx, case_id=case_id)
    await assignments.forget(tx, case_id)
