"""Staff at a case: only at what is theirs to see, and that they saw it is kept."""

from services.referral.domain.case import Case
from services.referral.store import get
from shared.assignments import refuse_foreign
from shared.audit import Audit
from shared.bus import Transaction
from shared.web import Staff


async def case_of(tx: Transaction, me: Staff, case_id: str) -> Case:
    """Before anything else of the case is read or written."""
    await refuse_foreign(tx, me, case_id)
    return await get(tx, Case, case_id)


async def read_case(tx: Transaction, audit: Audit, me: Staff, case_id: str, what: str) -> Case:
    case = await case_of(tx, me, case_id)
    await audit.note(tx, me, what, case_id)
    return case
