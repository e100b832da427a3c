"""The notices of a case, to the person and to partners, for those who may see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from services.notification.domain.delivery import Delivery
from services.notification.store import names_of, notices_of_case
from shared.assignments import is_for_prevention, refuse_unknown
from shared.audit import Audit
from shared.bus import Transaction, UnitOfWork
from shared.web import Staff

MOST: Final = 200


@dataclass(frozen=True)
class Notices:
    """Notices of one case or of many, at most MOST, in the order of the function that returns them.

    `partners`: names by id, of those in the directory; `numbers`: of their cases, by id, where several cases are shown;
    `for_prevention`: whether nothing happened in the one case that is shown.
    """

    notices: list[Delivery]
    partners: Mapping[str, str]
    numbers: Mapping[str, str] = field(default_factory=dict)
    for_prevention: bool = False


async def show_notices(unit_of_work: UnitOfWork, audit: Audit, me: Staff, case_id: str) -> Notices:
    """Returns the latest notices of a case, the newest first, and records that they were seen.

    Raises NotFound and ReasonNeeded like `refuse_unknown`.
    """

    async def work(tx: Transaction) -> Notices:
        await refuse_unknown(tx, me, case_id)
        await audit.note(tx, me, "notices", case_id)
        found = await notices_of_case(tx, case_id, MOST)
        names = await names_of(tx, [each.partner_id for each in found])
        return Notices(found, names, for_prevention=await is_for_prevention(tx, case_id))

    return await unit_of_work(work)
