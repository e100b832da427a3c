"""What others report about a case becomes coarse steps that the person sees, and tells which referrals still run."""

from services.intake.domain import case
from services.intake.domain.case import Partner, Referral
from services.intake.domain.partner import ListedPartner
from services.intake.domain.progress import Progress
from services.intake.domain.state import CaseId, PartnerId, ReferralId
from services.intake.store import CASES, PARTNERS, PROGRESS
from shared.bus import Transaction
from shared.errors import TryLater


async def partner_listed(tx: Transaction, partner_id: PartnerId, name: str, category: str) -> None:
    await PARTNERS.put(tx, ListedPartner(id=partner_id, name=name, category=category))


async def partner_delisted(tx: Transaction, partner_id: PartnerId) -> None:
    known = await PARTNERS.find(tx, id=partner_id)
    if known:
        await PARTNERS.put(tx, known.model_copy(update={"listed": False}))


async def referral_sent(tx: Transaction, case_id: CaseId, referral_id: ReferralId, partner_id: PartnerId) -> None:
    named = await PARTNERS.find(tx, id=partner_id)
    if named is None:
        raise TryLater("the directory has not told of this partner yet")
    sent = Referral(id=referral_id, partner=Partner(id=partner_id, name=named.name))
    await CASES.update(tx, lambda known: case.referral_sent(known, sent), id=case_id)


async def referral_ended(tx: Transaction, case_id: CaseId, referral_id: ReferralId) -> None:
    await CASES.update(tx, lambda known: case.referral_ended(known, referral_id), id=case_id)


async def name_of_partner(tx: Transaction, partner_id: PartnerId) -> str | None:
    known = await PARTNERS.find(tx, id=partner_id)
    return known.name if known else None


async def step(tx: Transaction, seen: Progress) -> None:
    """A step with the same id replaces the earlier one."""
    await PROGRESS.put(tx, seen)
