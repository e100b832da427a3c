"""Somebody at a partner asks for a new link on the page of one that has ended."""

from services.referral.domain import link, link_renewal
from services.referral.handlers.partner.visibility import SENT_TO_PARTNER
from services.referral.publications import publish_link_renewed
from services.referral.store import PARTNERS, REFERRALS, is_onboarded
from shared.attempts import once
from shared.bus import Transaction


async def renew_link(tx: Transaction, key: bytes, token: str, act_id: str) -> None:
    """Does nothing where the link was never ours, has not ended, or leads to a referral that is not open any more.

    The caller must answer all of these alike: the link may be in anybody's hands.
    """
    reference = link.read_ended(key, token, tx.now)
    if reference is None:
        return

    async def do() -> None:
        wanted = {"reference": reference, **SENT_TO_PARTNER}
        known = await REFERRALS.find(tx, **wanted)
        if known is None or await PARTNERS.find(tx, partner_id=known.partner_id, listed=True) is None:
            return
        if not await is_onboarded(tx, known.partner_id):
            return
        renewed = await REFERRALS.update(
            tx, lambda found: link_renewal.renew_link(found, tx.now), counted=False, **wanted
        )
        if renewed is not None:
            publish_link_renewed(tx, renewed)

    await once(tx, act_id, do)
