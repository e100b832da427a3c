"""A case is found by the number that somebody says on the telephone, closed ones too."""

from services.intake.domain.case_number import CaseNumber
from services.intake.domain.ids import CaseId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.visibility import visibility_filter
from services.intake.store import CASES, CONTACTS
from shared.bus import Transaction
from shared.web import Staff


async def find_case(desk: DeskDependencies, me: Staff, number: CaseNumber) -> CaseId | None:
    """None for one that never was, was erased, or is not visible to `me`: the three are the same answer."""

    async def work(tx: Transaction) -> CaseId | None:
        found = await CASES.find(tx, number=number)
        visible = found and await CONTACTS.find(tx, case_id=found.id, **visibility_filter(me))
        return found.id if found and visible else None

    return await desk.unit_of_work(work)
