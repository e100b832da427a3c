"""Queries for the referrals that a partner sees: its own that were sent to it. All others do not exist for it."""

from typing import Any, Final

from services.referral.domain import link
from services.referral.domain.partner import Partner
from services.referral.domain.referral import Referral
from services.referral.store import PARTNERS, REFERRALS, is_onboarded
from shared.bus import Transaction
from shared.contracts.vocabulary import ReferralKind
from shared.errors import NotFound
from shared.store import PRESENT

PAGE: Final = 50
SENT_TO_PARTNER: Final = {
    "sent_at": PRESENT,
    "kind": [kind.value for kind in ReferralKind if kind is not ReferralKind.COLD],
}


def of_partner(partner: Partner, reference: str) -> dict[str, Any]:
    """Returns the query for one referral of this partner."""
    return {"reference": reference, "partner_id": partner.partner_id, **SENT_TO_PARTNER}


async def referral_behind_link(key: bytes, token: str, tx: Transaction) -> Referral:
    """Returns the referral that the link was signed for.

    Raises NotFound for a link that opens nothing, as all of a partner that is suspended or not onboarded.
    """
    reference = link.read(key, token, tx.now)
    if reference is None:
        raise NotFound
    referral = await REFERRALS.get(tx, reference=reference, **SENT_TO_PARTNER)
    partner = await PARTNERS.get(tx, partner_id=referral.partner_id)
    if partner.suspended is not None or not await is_onboarded(tx, partner.partner_id):
        raise NotFound
    return referral


async def behind_link(key: bytes, token: str, tx: Transaction) -> dict[str, Any]:
    """Returns the query for that referral. Raises as `referral_behind_link`."""
    return {"reference": (await referral_behind_link(key, token, tx)).reference, **SENT_TO_PARTNER}


async def list_referrals(tx: Transaction, partner: Partner, after: str) -> list[Referral]:
    """Returns the next page in the order of the references."""
    own: dict[str, Any] = {"partner_id": partner.partner_id, **SENT_TO_PARTNER}
    return await REFERRALS.all(tx, sort="reference", after=after, limit=PAGE, **own)
