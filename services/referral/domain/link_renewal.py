"""Replaces a link that has ended: a new one is mailed to the addresses of the partner's entry, and nowhere else."""

from datetime import datetime, timedelta
from typing import Final

from services.referral.domain.referral import READABLE, Referral, ReferralLinkRenewed
from shared.contracts.vocabulary import ReferralKind

AGAIN_AFTER: Final = timedelta(days=1)
"""Time between two renewals: whoever holds an ended link can cause one mail a day and no more."""
RENEWED_LIVES: Final = timedelta(days=30)


def renew_link(referral: Referral, now: datetime) -> ReferralLinkRenewed | None:
    """Renews the link; None where the referral is not readable any more, or a link was asked for within AGAIN_AFTER.

    The new link ends later than every link before it; those keep their ends.
    """
    if referral.state not in READABLE or referral.kind is ReferralKind.COLD or referral.link_until is None:
        return None
    if referral.link_renewed_at is not None and now < referral.link_renewed_at + AGAIN_AFTER:
        return None
    until = max(referral.link_until, now + RENEWED_LIVES)
    return ReferralLinkRenewed(referral.model_copy(update={"link_until": until, "link_renewed_at": now}))
