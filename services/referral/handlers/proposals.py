"""Proposals follow every fact that may change them."""

from services.referral.domain.case import Case
from services.referral.domain.handover import Handover
from services.referral.domain.life import Referral
from services.referral.domain.matching import Past, match
from services.referral.domain.partner import Partner
from services.referral.store import every, find, put_matching
from shared.bus import Transaction


async def propose(tx: Transaction, case_id: str) -> None:
    tx.lock_key(case_id)
    case = await find(tx, Case, case_id)
    if case is None or case.closed:
        return
    matching = match(case, await every(tx, Partner), await _asked(tx, case_id), tx.now.date())
    await put_matching(tx, case_id, matching)


async def propose_anew(tx: Transaction) -> None:
    """After the directory changed."""
    for case in await every(tx, Case, closed=False):
        await propose(tx, case.case_id)


async def _asked(tx: Transaction, case_id: str) -> dict[str, Past]:
    handovers = await every(tx, Handover, case_id=case_id)
    referrals = await every(tx, Referral, "changed_at", case_id=case_id)
    refused: dict[str, Past] = {each.partner_id: "consent_refused" for each in handovers if each.state == "refused"}
    referred: dict[str, Past] = {each.partner_id: each.state for each in referrals}
    waiting: dict[str, Past] = {each.partner_id: "consent_asked" for each in handovers if each.state == "asked"}
    return refused | referred | waiting
