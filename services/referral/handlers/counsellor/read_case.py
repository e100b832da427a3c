"""What staff may see of a case: only of one that is theirs, and each look is noted in the audit."""

from dataclasses import dataclass

from services.referral.domain.case import Case
from services.referral.domain.matching import Matching
from services.referral.domain.partner import Partner
from services.referral.domain.proceeding import Proceeding
from services.referral.domain.referral import Referral
from services.referral.store import CASES, LINK_TRIES, MATCHINGS, PARTNERS, PROCEEDINGS, REFERRALS
from shared.assignments import refuse_foreign
from shared.audit import Audit
from shared.bus import Transaction
from shared.web import Staff


@dataclass(frozen=True)
class CaseFile:
    """`referrals` by their last change, the latest last; `partners` by id, the delisted ones too.

    `tried`: references of those behind whose link somebody tried PINs.
    """

    case: Case
    matching: Matching | None
    referrals: list[Referral]
    partners: dict[str, Partner]
    tried: frozenset[str]


async def load_visible(tx: Transaction, me: Staff, case_id: str) -> Case:
    """To be called before anything else of the case is read or written.

    Raises NotFound for a case that is not there or a colleague's, ReasonNeeded for a supervisor at a colleague's.
    """
    await refuse_foreign(tx, me, case_id)
    return await CASES.get(tx, case_id=case_id)


async def read_proposals(tx: Transaction, audit: Audit, me: Staff, case_id: str) -> CaseFile:
    case = await _read(tx, audit, me, case_id, "proposals")
    return CaseFile(
        case=case,
        matching=await MATCHINGS.find(tx, case_id=case_id),
        referrals=await REFERRALS.all(tx, sort="changed_at", case_id=case_id),
        partners={partner.partner_id: partner for partner in await PARTNERS.all(tx)},
        tried=frozenset(each.reference for each in await LINK_TRIES.all(tx, case_id=case_id, suspected=True)),
    )


async def read_proceedings(tx: Transaction, audit: Audit, me: Staff, case_id: str) -> list[Proceeding]:
    """In the order in which they were entered, which the index of the case keeps."""
    await _read(tx, audit, me, case_id, "proceedings")
    return await PROCEEDINGS.all(tx, sort="case_id", case_id=case_id)


async def read_proceeding(tx: Transaction, audit: Audit, me: Staff, case_id: str, proceeding_id: str) -> Proceeding:
    await _read(tx, audit, me, case_id, "proceeding")
    return await PROCEEDINGS.get(tx, proceeding_id=proceeding_id, case_id=case_id)


async def _read(tx: Transaction, audit: Audit, me: Staff, case_id: str, what: str) -> Case:
    case = await load_visible(tx, me, case_id)
    await audit.note(tx, me, what, case_id)
    return case
