"""The desk had noted a decision that was not the person's: the referral ends as if they had never agreed."""

from services.referral.domain import circumstances
from services.referral.domain.handover import Handover
from services.referral.handlers.counsellor.circumstances import change_circumstances
from services.referral.handlers.services.note_consent import note_consent
from services.referral.handlers.services.withdraw_consent import end_without_consent
from shared.bus import Transaction
from shared.contracts.vocabulary import RecallReason


async def correct_consent(tx: Transaction, handover: Handover) -> None:
    """Recalls an open referral of a consent never given; its partner reads why. One that ended stays as it is.

    `handover`: as it stands without that consent.
    """
    await end_without_consent(tx, handover, RecallReason.CONSENT_MISTAKEN)


async def correct_refusal(tx: Transaction, handover: Handover, *, never: bool) -> None:
    """Corrects a refusal: the person is asked still, or refused but not for good, as `handover` says.

    `never`: whether the noted exclusion of the partner was none either, and is taken back.
    """
    await note_consent(tx, handover)
    if never:
        await change_circumstances(
            tx,
            handover.case_id,
            lambda known: circumstances.refuse(known, partner_id=handover.partner_id, refused=False),
        )
