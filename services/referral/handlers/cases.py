"""What becomes of a case, as far as referral must know it."""

from dataclasses import replace

from services.referral.domain.case import Case
from services.referral.handlers.proposals import propose
from services.referral.store import erase, find, put
from shared.assignments import forget
from shared.bus import Transaction
from shared.errors import TryLater
from shared.failpoint import failpoint
from shared.sealing import KeyStore


async def picture_case(tx: Transaction, case: Case) -> None:
    tx.lock_key(case.case_id)
    await put(tx, case)
    await propose(tx, case.case_id)


async def close_case(tx: Transaction, case_id: str) -> None:
    await put(tx, replace(await heard_of(tx, case_id), closed=True))


async def reopen_case(tx: Transaction, case_id: str) -> None:
    await put(tx, replace(await heard_of(tx, case_id), closed=False))
    await propose(tx, case_id)


async def erase_case(tx: Transaction, keys: KeyStore, case_id: str) -> None:
    """The key first: it cannot come back, and without it what else might be left says nothing."""
    await keys.erase(case_id)
    failpoint("erase.after_key")
    await forget_case(case_id, tx)


async def forget_case(case_id: str, tx: Transaction) -> None:
    tx.erase(case_id)
    await erase(tx, case_id)
    await forget(tx, case_id)


async def heard_of(tx: Transaction, case_id: str) -> Case:
    """Topics come in any order: a case that is not known yet will be."""
    tx.lock_key(case_id)
    case = await find(tx, Case, case_id)
    if case is None:
        raise TryLater("the case has not been heard of yet")
    return case
