"""Recognises a partner's system by its token."""

from services.referral.domain.access import hash_token
from services.referral.domain.partner import Partner
from services.referral.store import ACCESS, PARTNERS
from shared.bus import Transaction
from shared.errors import Unauthenticated


async def authenticate(tx: Transaction, token: str) -> Partner:
    """Returns the partner. Raises Unauthenticated for an unknown or expired token, and for a partner that is not listed
    or not onboarded: a token is issued as one of the steps.
    """
    access = await ACCESS.find(tx, token_hash=hash_token(token))
    partner = None
    if access is not None and access.onboarded and tx.now < access.token_until:
        partner = await PARTNERS.find(tx, partner_id=access.partner_id, listed=True)
    if partner is None:
        raise Unauthenticated("unauthenticated", "Dieses Zugangszeichen gilt nicht.")
    return partner
