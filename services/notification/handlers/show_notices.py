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
    """At most MOST, the newest first. `partners`: names by id, of those in the directory; `numbers` of cases.

    `for_prevention`: of the one that is shown, in which nothing happened.
    """

    notices: list[Delivery]
    partners: Mapping[str, str]
    numbers: Mapping[str, str] = field(default_factory=dict)
    for_prevention: bool = False


async def show_notices(unit_of_work: UnitOfWork, audit: Audit, me: Staff, case_id: str) -> Notices:
    """That they were seen is recorded. Raises NotFound and ReasonNeeded like `refuse_unknown`."""

    async def work(tx: Transaction) -> Notices:
        await refuse_unknown(tx, me, case_id)
        await audit.note(tx, me, "notices", case_id)
        found = await notices_of_case(tx, case_id, MOST)
        names = await names_of(tx, [each.partner_id for each in found])
        return Notices(found, names, for_prevention=await is_for_prevention(tx, case_id))

    return await unit_of_work(work)
