"""A link that has ended is replaced: another one is mailed to the addresses of the partner's entry, nowhere else."""

from datetime import datetime, timedelta
from typing import Final

from services.referral.domain.referral import READABLE, Referral, ReferralLinkRenewed
from shared.contracts.vocabulary import ReferralKind

AGAIN_AFTER: Final = timedelta(days=1)
"""Who holds a link that has ended can have so many mails sent and no more."""
RENEWED_LIVES: Final = timedelta(days=30)


def renew_link(referral: Referral, now: datetime) -> ReferralLinkRenewed | None:
    """None where the partner may read nothing of it any more, or a link was asked for less than AGAIN_AFTER ago.

    The new one ends later than every link before it, which stay as they are.
    """
    if referral.state not in READABLE or referral.kind is ReferralKind.COLD or referral.link_until is None:
        return None
    if referral.link_renewed_at is not None and now < referral.link_renewed_at + AGAIN_AFTER:
        return None
    until = max(referral.link_until, now + RENEWED_LIVES)
    return ReferralLinkRenewed(referral.model_copy(update={"link_until": until, "link_renewed_at": now}))
