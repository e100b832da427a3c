"""The notice to a partner arrived or failed, which the counsellor sees."""

from services.referral.domain import referral
from services.referral.domain.referral import NoticeStatus
from services.referral.store import REFERRALS
from shared.bus import Transaction


async def note_notice(tx: Transaction, referral_id: str, status: NoticeStatus, *, is_mail: bool = True) -> None:
    """Notes the status without a new version: an answer that assumes the version before is still taken."""
    known = await REFERRALS.find(tx, referral_id=referral_id)
    if known is not None:
        tx.lock_key(known.case_id)
        await REFERRALS.update(
            tx,
            lambda found: referral.note_notice(found, status, is_mail=is_mail),
            counted=False,
            referral_id=referral_id,
        )
