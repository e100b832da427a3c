"""Which partners could help: computed anew whenever something changed that matching reads."""

from services.referral.domain.matching import Past, match
from services.referral.store import CASES, HANDOVERS, MATCHINGS, PARTNERS, REFERRALS
from shared.bus import Transaction


async def propose(tx: Transaction, case_id: str) -> None:
    """Locks the case; does nothing more for one that is unknown or closed."""
    tx.lock_key(case_id)
    case = await CASES.find(tx, case_id=case_id)
    if case is None or case.closed:
        return
    matching = match(case, await PARTNERS.all(tx), await _asked(tx, case_id), tx.now)
    await MATCHINGS.put(tx, matching)


async def propose_for_every_open_case(tx: Transaction) -> None:
    """After the directory changed."""
    for case in await CASES.all(tx, closed=False):
        await propose(tx, case.case_id)


async def _asked(tx: Transaction, case_id: str) -> dict[str, Past]:
    handovers = await HANDOVERS.all(tx, case_id=case_id)
    referrals = await REFERRALS.all(tx, sort="changed_at", case_id=case_id)
    refused: dict[str, Past] = {each.partner_id: "consent_refused" for each in handovers if each.state == "refused"}
    referred: dict[str, Past] = {each.partner_id: each.state for each in referrals}
    waiting: dict[str, Past] = {each.partner_id: "consent_asked" for each in handovers if each.state == "asked"}
    return refused | referred | waiting
