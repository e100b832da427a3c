"""Reads a case for staff: only one that they may see, and each look is noted in the audit."""

from services.referral.domain.case import Case
from services.referral.domain.proceeding import Proceeding
from services.referral.store import CASES, PARTNERS, PROCEEDINGS
from shared.assignments import refuse_foreign
from shared.audit import Audit
from shared.bus import Transaction
from shared.web import Staff


async def load_visible(tx: Transaction, me: Staff, case_id: str) -> Case:
    """Returns the case if `me` may see it. To be called before anything else of the case is read or written.

    Raises NotFound for a case that does not exist or is a colleague's, ReasonNeeded for a supervisor at a colleague's.
    """
    await refuse_foreign(tx, me, case_id)
    return await CASES.get(tx, case_id=case_id)


async def look_at(tx: Transaction, audit: Audit, me: Staff, case_id: str, what: str) -> Case:
    """Returns the case like `load_visible`, and notes in the audit that `me` looked at `what` of it."""
    case = await load_visible(tx, me, case_id)
    await audit.note(tx, me, what, case_id)
    return case


async def count_proceedings(tx: Transaction, me: Staff, case_id: str) -> int:
    """Counts without reading them, so no look is noted. Raises NotFound for a colleague's case, as `load_visible`."""
    await refuse_foreign(tx, me, case_id)
    return await PROCEEDINGS.count(tx, case_id=case_id)


async def read_proceedings(tx: Transaction, audit: Audit, me: Staff, case_id: str) -> tuple[Case, list[Proceeding]]:
    """Returns the case and its proceedings, in the order of their entry, which the index of the case keeps."""
    case = await look_at(tx, audit, me, case_id, "proceedings")
    return case, await PROCEEDINGS.all(tx, sort="case_id", case_id=case_id)


async def partners_of(tx: Transaction, proceedings: list[Proceeding]) -> dict[str, str]:
    """Returns the names, by id, of the partners that entered one of the proceedings."""
    ids = {each.partner_id for each in proceedings if each.partner_id}
    return {each.partner_id: each.name for each in await PARTNERS.all(tx, partner_id=ids)} if ids else {}


async def read_proceeding(tx: Transaction, audit: Audit, me: Staff, case_id: str, proceeding_id: str) -> Proceeding:
    await look_at(tx, audit, me, case_id, "proceeding")
    return await PROCEEDINGS.get(tx, proceeding_id=proceeding_id, case_id=case_id)
