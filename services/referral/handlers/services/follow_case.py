"""Follows a case of intake: its coarse picture, its closing and its reopening."""

from services.referral.domain import case as cases
from services.referral.domain.case import Case
from services.referral.handlers.capacity_inquiries import end_of_case
from services.referral.store import CASES
from shared.bus import Transaction
from shared.errors import TryLater


async def record_case(tx: Transaction, case: Case) -> None:
    """Replaces what was known of the case."""
    tx.lock_key(case.case_id)
    await CASES.put(tx, case)


async def close_case(tx: Transaction, case_id: str) -> None:
    await known_case(tx, case_id)
    await CASES.update(tx, cases.close, case_id=case_id)
    await end_of_case(tx, case_id)


async def reopen_case(tx: Transaction, case_id: str) -> None:
    await known_case(tx, case_id)
    await CASES.update(tx, cases.reopen, case_id=case_id)


async def known_case(tx: Transaction, case_id: str) -> Case:
    """Locks the case and returns it. Raises TryLater where its opening has not arrived: topics have no common order."""
    tx.lock_key(case_id)
    case = await CASES.find(tx, case_id=case_id)
    if case is None:
        raise TryLater("the case is not known yet")
    return case
